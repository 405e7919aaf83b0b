import type { OpenViduRole } from '@seodang/contracts/openvidu/rest';

/** @see https://docs.openvidu.io/en/2.32.0/reference-docs/REST-API/  roles of a connection */
export function mayPublish(role: OpenViduRole): boolean {
  return role !== 'SUBSCRIBER';
}

export function mayModerate(role: OpenViduRole): boolean {
  return role === 'MODERATOR';
}
