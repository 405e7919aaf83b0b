export type SessionErrorKind =
  | 'session-unknown'
  | 'session-closed'
  | 'session-exists'
  | 'session-empty'
  | 'room-unavailable'
  | 'token-invalid'
  | 'role-forbids'
  | 'connection-unknown'
  | 'connection-gone'
  | 'already-publishing'
  | 'not-streaming'
  | 'stream-unknown'
  | 'target-unknown';

/** A rule of sessions that a request broke. Transports turn the kind into their own codes. */
export class SessionError extends Error {
  override readonly name = 'SessionError';

  constructor(
    readonly kind: SessionErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
