import type { RpcErrorCode, RpcNotificationName, RpcNotifications } from '@seodang/contracts/openvidu/rpc';
import { RPC_ERROR, RpcRequest } from '@seodang/contracts/openvidu/rpc';

export interface RpcFailure {
  readonly code: RpcErrorCode;
  readonly message: string;
}

export type Frame =
  | { readonly ok: true; readonly request: RpcRequest }
  | { readonly ok: false; readonly id: number | null; readonly failure: RpcFailure };

/**
 * Reads one text frame of a client.
 *
 * @see https://www.jsonrpc.org/specification  batches are not part of OpenVidu's dialect
 */
export function parseFrame(text: string): Frame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(null, { code: RPC_ERROR.parse, message: 'The frame is not JSON.' });
  }
  const request = RpcRequest.safeParse(json);
  if (request.success) return { ok: true, request: request.data };
  return refuse(idOf(json), {
    code: RPC_ERROR.invalidRequest,
    message: 'This is not a JSON-RPC 2.0 request.',
  });
}

function refuse(id: number | null, failure: RpcFailure): Frame {
  return { ok: false, id, failure };
}

function idOf(json: unknown): number | null {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  return typeof json.id === 'number' ? json.id : null;
}

/** The client drops a message that has both `result` and `error`, even when one is null. */
export function encodeResult(id: number, result: object): string {
  return JSON.stringify({ id, result, jsonrpc: '2.0' });
}

export function encodeError(id: number | null, { code, message }: RpcFailure): string {
  return JSON.stringify({ id, error: { code, message }, jsonrpc: '2.0' });
}

/** Encoded once, sent to many. */
export function encodeNotification<N extends RpcNotificationName>(
  method: N,
  params: RpcNotifications[N],
): Buffer {
  return Buffer.from(JSON.stringify({ method, params, jsonrpc: '2.0' }));
}
