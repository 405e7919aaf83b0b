import type { RecordingFailure } from '@seodang/contracts/recordings';
import { AppError } from '@seodang/server-kit/errors';
import { isFull } from '../storage/local.js';
import { FileMissing, StorageAway, StorageFull } from '../storage/storage.js';
import { FfmpegFailed } from './ffmpeg.js';

/** A stage could not be done; `failure` is what its instructor reads if it stays so. */
export class StageFault extends Error {
  override readonly name = 'StageFault';

  constructor(
    readonly failure: RecordingFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an error of a stage means. @param otherwise When it says nothing itself. */
export function toFault(error: unknown, otherwise: RecordingFailure): StageFault {
  if (error instanceof StageFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StageFault(failureOf(error) ?? otherwise, message, { cause: error });
}

function failureOf(error: unknown): RecordingFailure | null {
  if (error instanceof StorageFull || isFull(error)) return 'no_space';
  if (error instanceof StorageAway) return 'store_away';
  if (error instanceof AppError && error.code === 'media.unavailable') return 'media_away';
  if (error instanceof FileMissing) return 'source_missing';
  if (!(error instanceof FfmpegFailed)) return null;
  if (error.how === 'no-space') return 'no_space';
  return error.how === 'hang' ? 'took_too_long' : null;
}
