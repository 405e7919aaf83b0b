export type RecorderErrorKind =
  | 'session-unknown'
  /** Recorded already, or not of a kind that is recorded. */
  | 'session-busy'
  | 'session-empty'
  /** Numbers out of range, or neither sound nor picture. */
  | 'properties'
  | 'recording-unknown'
  | 'recording-starting'
  | 'recording-under-way'
  /** There is nothing any more that its file could be made of. */
  | 'take-gone'
  | 'disk-full'
  | 'engine';

/** Why a recording cannot be started, stopped, made again or removed. */
export class RecorderError extends Error {
  override readonly name = 'RecorderError';

  constructor(
    readonly kind: RecorderErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
