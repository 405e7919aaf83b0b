export type ComposeFault =
  /** Nothing was to be seen or heard. */
  | 'empty'
  /** ffmpeg said no. */
  | 'ffmpeg'
  /** ffmpeg did not go on. */
  | 'stalled'
  /** There is not room enough for what is to be made. */
  | 'space';

/** A film that could not be made. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';

  constructor(
    readonly fault: ComposeFault,
    message: string,
  ) {
    super(message);
  }
}
