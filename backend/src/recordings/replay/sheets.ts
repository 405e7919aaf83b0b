import { buffer } from 'node:stream/consumers';
import { AppError } from '@seodang/server-kit/errors';
import { openPicture } from '../../platform/picture.js';
import { FileMissing, StorageAway, type RecordingStorage } from '../storage/storage.js';
import type { Area } from './pictures.rules.js';

const READ_WITHIN_MS = 5_000;
const RETRY_AFTER_SEC = 2;
const QUALITY = 75;
/** The ground of the player. */
const GROUND = '#14110e';

/** @throws {AppError} `recording.link_invalid` when it is gone, `store.unavailable` */
export async function readSheet(storage: Pick<RecordingStorage, 'read'>, key: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(READ_WITHIN_MS);
  try {
    return await buffer(await storage.read(key, { signal }));
  } catch (cause) {
    if (cause instanceof FileMissing) throw new AppError('recording.link_invalid', {}, { cause });
    if (!(cause instanceof StorageAway || signal.aborted)) throw cause;
    throw new AppError('store.unavailable', { retryAfterSec: RETRY_AFTER_SEC }, { cause });
  }
}

/** The same sheet with nothing to be seen in these places. */
export function paintedOver(sheet: Buffer, hidden: readonly Area[]): Promise<Buffer> {
  const patches = hidden.map(({ x, y, width, height }) => ({
    input: { create: { width, height, channels: 3 as const, background: GROUND } },
    left: x,
    top: y,
  }));
  return openPicture(sheet).composite(patches).jpeg({ quality: QUALITY }).toBuffer();
}
