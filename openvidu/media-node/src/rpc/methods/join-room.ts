import { randomBytes } from 'node:crypto';
import { JoinRoomParams, type JoinRoomResult, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import { type IceDefaults, iceServersFor } from '../../ice/turn-credentials.js';
import { OPENVIDU_VERSION } from '../../openvidu-version.js';
import type { Arrival, Membership } from '../../session/membership.js';
import type { RecordingPort } from '../../session/recording-port.js';
import type { Clients } from '../clients.js';
import { openMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';
import { toParticipantWire } from '../wire.js';

export interface JoinRoomDeps {
  readonly membership: Membership;
  readonly clients: Clients;
  readonly ice: IceDefaults;
  readonly isSimulcastOn: boolean;
  readonly recording: RecordingPort;
}

export function joinRoom(deps: JoinRoomDeps) {
  return openMethod({
    params: JoinRoomParams,
    run: async ({ client, socket, reply }, params) => {
      if (client.connection || client.dismissedAtMs !== null)
        throw new RpcError(RPC_ERROR.userExists, 'This client has joined already.');
      const visitor = {
        ip: socket.ip,
        platform: params.platform ?? '',
        clientData: params.metadata ?? '',
      };
      const token = tokenOf(params.token);
      await deps.membership.join({ sessionId: params.session, token, visitor }, (arrival) => {
        deps.clients.bind(arrival.connection, client);
        reply(toResult(arrival, deps));
      });
      // Its time to come back ran out while it waited for its turn.
      const lost = client.lostConnection;
      if (lost) await deps.membership.evict(lost, 'networkDisconnect');
    },
  });
}

/** Clients send the whole URL they were given; only its `token` counts. */
function tokenOf(text: string): string {
  return /[?&]token=([^&#]*)/.exec(text)?.[1] ?? text;
}

function toResult({ session, connection, others }: Arrival, deps: JoinRoomDeps): JoinRoomResult {
  const { ice } = deps;
  const nowMs = connection.presence?.activeAtMs ?? connection.createdAtMs;
  const iceServers = iceServersFor(connection.options.customIceServers, ice, nowMs);
  const recording = deps.recording.shownTo(connection);
  const turn = iceServers.find(({ username }) => username !== undefined);
  return {
    id: connection.id,
    finalUserId: randomBytes(8).toString('hex').toUpperCase(),
    createdAt: nowMs,
    metadata: connection.metadata,
    value: others.map(toParticipantWire),
    session: session.id,
    version: OPENVIDU_VERSION,
    // The client's word for "the server offers when you subscribe", which is the only way of our engine.
    mediaServer: 'mediasoup',
    videoSimulcast: deps.isSimulcastOn,
    record: connection.options.record,
    role: connection.role,
    coturnIp: ice.coturnIp,
    coturnPort: ice.coturnPort,
    ...(turn?.username !== undefined && { turnUsername: turn.username }),
    ...(turn?.credential !== undefined && { turnCredential: turn.credential }),
    customIceServers: iceServers,
    ...(recording && { recordingId: recording.id, recordingName: recording.name }),
  };
}
