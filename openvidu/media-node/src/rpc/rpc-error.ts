import { RPC_ERROR, type RpcErrorCode } from '@seodang/contracts/openvidu/rpc';
import { MediaError, type MediaErrorKind } from '../session/media-port.js';
import { SessionError, type SessionErrorKind } from '../session/session-error.js';
import type { RpcFailure } from './json-rpc.js';

/** An answer to a client that says no. */
export class RpcError extends Error {
  override readonly name = 'RpcError';

  constructor(
    readonly code: RpcErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const BY_SESSION_ERROR: Record<SessionErrorKind, RpcErrorCode> = {
  'session-unknown': RPC_ERROR.sessionNotFound,
  'session-closed': RPC_ERROR.sessionClosed,
  'session-exists': RPC_ERROR.sessionCannotBeCreated,
  'session-empty': RPC_ERROR.sessionNotFound,
  'room-unavailable': RPC_ERROR.sessionCannotBeCreated,
  'token-invalid': RPC_ERROR.unauthorized,
  'role-forbids': RPC_ERROR.unauthorized,
  'connection-unknown': RPC_ERROR.userNotFound,
  'connection-gone': RPC_ERROR.userNotFound,
  'already-publishing': RPC_ERROR.userAlreadyStreaming,
  'not-streaming': RPC_ERROR.userNotStreaming,
  'stream-unknown': RPC_ERROR.userNotStreaming,
  'target-unknown': RPC_ERROR.signalTarget,
};

const BY_MEDIA_ERROR: Record<MediaErrorKind, RpcErrorCode> = {
  sdp: RPC_ERROR.mediaSdp,
  'codec-missing': RPC_ERROR.forcedCodecMissing,
  'stream-unknown': RPC_ERROR.userNotStreaming,
  'subscription-unknown': RPC_ERROR.userNotFound,
  timeout: RPC_ERROR.mediaEndpoint,
  engine: RPC_ERROR.mediaEndpoint,
};

/** What a client may know of a failure; null for one that nobody foresaw. */
export function toRpcFailure(error: unknown): RpcFailure | null {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  if (error instanceof SessionError)
    return { code: BY_SESSION_ERROR[error.kind], message: error.message.slice(0, 500) };
  if (error instanceof MediaError)
    return { code: BY_MEDIA_ERROR[error.kind], message: error.message.slice(0, 500) };
  return null;
}
