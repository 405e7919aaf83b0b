import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** How much room is where a folder lies. */
export type DiskReader = (folder: string) => Promise<DiskSpace>;

export interface DiskLimits {
  /** Less than this, or than that share, and no recording starts. */
  readonly startFreeBytes: number;
  readonly startFreeShare: number;
  /** Less than this, and those that run are stopped. */
  readonly stopFreeBytes: number;
}

/** @throws {Error} when nothing can be written there, e.g. on a disk that was mounted anew to be read only */
export const readDisk: DiskReader = async (folder) => {
  await access(folder, constants.W_OK);
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};

const DISK_CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

const DISK_WORDS = /no space left|read-only file system|disk quota/i;

/** Whether something failed because the disk is full, or lets nobody write: it may do again when that is mended. */
export function isDiskTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && DISK_CODES.has(error.code)) return true;
  return 'complaint' in error
    ? DISK_WORDS.test(String(error.complaint))
    : 'fault' in error && error.fault === 'space';
}

export function mayStart({ freeBytes, totalBytes }: DiskSpace, limits: DiskLimits): boolean {
  return freeBytes >= limits.startFreeBytes && freeBytes >= totalBytes * limits.startFreeShare;
}

export function mustStop({ freeBytes }: DiskSpace, { stopFreeBytes }: DiskLimits): boolean {
  return freeBytes < stopFreeBytes;
}
