import { OpenviduConnection } from './connection.openvidu.adapter.js';
import { MediaError, type MediaPort } from './media-port.js';
import { reachable } from './reachable.js';

/**
 * The room's media port over openvidu-browser 2.32, which never rejects when the server is away.
 *
 * @param lessonId Connections of another lesson are nobody's.
 */
export function openviduPort(lessonId: string): MediaPort {
  // Fetched while one is still in the lobby; a failure is met, and met again, by whoever joins.
  import('openvidu-browser').catch(() => undefined);
  return {
    async join(token, options) {
      const { OpenVidu: Client } = await import('openvidu-browser');
      if (options.probe && !(await reachable(signallingUrl(token)))) throw new MediaError('unreachable');
      const client = new Client();
      client.enableProdMode();
      if (!client.checkSystemRequirements()) throw new MediaError('browser-unsupported');
      const connection = new OpenviduConnection(client, lessonId, options);
      await connection.join(token);
      return connection;
    },
  };
}

/** `wss://host?sessionId=…&token=…` names the socket at `wss://host/openvidu`. */
function signallingUrl(token: string): string {
  const url = new URL(token);
  return `${url.protocol}//${url.host}/openvidu?sessionId=${url.searchParams.get('sessionId') ?? ''}`;
}
