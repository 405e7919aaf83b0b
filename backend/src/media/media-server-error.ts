/** The media server could not be reached, or answered with something other than what was asked for. */
export class MediaServerError extends Error {
  override readonly name = 'MediaServerError';

  constructor(
    /** The HTTP status it answered with; null when it did not answer. */
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(
      status === null ? 'the media server does not answer' : `the media server answered ${status}`,
      options,
    );
  }
}

/** The client tells an HTTP status only as the text of an error, and everything else in no fixed way. */
export function toMediaServerError(error: unknown): MediaServerError {
  if (error instanceof MediaServerError) return error;
  const status = error instanceof Error && /^[1-5]\d\d$/.test(error.message) ? Number(error.message) : null;
  return new MediaServerError(status, { cause: error });
}

/** @param answers Statuses from 500 on that are an answer here. */
export function isSilence(error: unknown, answers: readonly number[] = []): boolean {
  if (!(error instanceof MediaServerError)) return false;
  return error.status === null || (error.status >= 500 && !answers.includes(error.status));
}
