import { RPC_METHODS, type RpcMethod } from '@seodang/contracts/openvidu/rpc';
import type { Publishing } from '../../session/publishing.js';
import type { Signalling } from '../../session/signalling.js';
import type { Subscribing } from '../../session/subscribing.js';
import type { RpcHandler } from '../method.js';
import { connect } from './connect.js';
import { echo } from './echo.js';
import { filter } from './filter.js';
import { forceDisconnect } from './force-disconnect.js';
import { forceUnpublish } from './force-unpublish.js';
import { joinRoom, type JoinRoomDeps } from './join-room.js';
import { leaveRoom } from './leave-room.js';
import { onIceCandidate } from './on-ice-candidate.js';
import { otherEdition } from './other-edition.js';
import { ping } from './ping.js';
import { prepareReceiveVideoFrom } from './prepare-receive-video-from.js';
import { publishVideo } from './publish-video.js';
import { receiveVideoFrom } from './receive-video-from.js';
import { reconnectStream } from './reconnect-stream.js';
import { sendMessage } from './send-message.js';
import { streamPropertyChanged } from './stream-property-changed.js';
import { unpublishVideo } from './unpublish-video.js';
import { unsubscribeFromVideo } from './unsubscribe-from-video.js';
import { videoData } from './video-data.js';

export interface MethodDeps extends JoinRoomDeps {
  readonly publishing: Publishing;
  readonly subscribing: Subscribing;
  readonly signalling: Signalling;
}

export type MethodTable = Readonly<Record<RpcMethod, RpcHandler>>;

/** Every method of openvidu-browser 2.32, served or answered with a typed error. */
export function methodTable(deps: MethodDeps): MethodTable {
  const { membership, publishing, subscribing, signalling, clients } = deps;
  return {
    joinRoom: joinRoom(deps),
    leaveRoom: leaveRoom(membership),
    connect: connect(clients),
    ping: ping(),
    echo: echo(),
    publishVideo: publishVideo(publishing),
    unpublishVideo: unpublishVideo(publishing),
    prepareReceiveVideoFrom: prepareReceiveVideoFrom(subscribing),
    receiveVideoFrom: receiveVideoFrom(subscribing),
    unsubscribeFromVideo: unsubscribeFromVideo(subscribing),
    reconnectStream: reconnectStream({ publishing, subscribing }),
    onIceCandidate: onIceCandidate(subscribing),
    streamPropertyChanged: streamPropertyChanged(publishing),
    sendMessage: sendMessage(signalling),
    forceDisconnect: forceDisconnect(membership),
    forceUnpublish: forceUnpublish(publishing),
    videoData: videoData(),
    sessionStatus: otherEdition(),
    applyFilter: filter(),
    execFilterMethod: filter(),
    removeFilter: filter(),
    addFilterEventListener: filter(),
    removeFilterEventListener: filter(),
    subscribeToSpeechToText: otherEdition(),
    unsubscribeFromSpeechToText: otherEdition(),
  };
}

const NAMES: ReadonlySet<string> = new Set(RPC_METHODS);

export function isRpcMethod(name: string): name is RpcMethod {
  return NAMES.has(name);
}
