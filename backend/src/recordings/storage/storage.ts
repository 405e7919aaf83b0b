import type { Readable } from 'node:stream';

export interface StoredFile {
  readonly key: string;
  readonly sizeBytes: number;
}

/** Bytes of a file; `to` is the last one. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Ends a call at once, with the reason of the signal. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where what was made of recordings is kept. Keys are paths of plain names, `<recording>/<version>/720p/00001.m4s`; a file
 * never changes under its key. Every call ends in time, and throws {@link StorageAway} when the store does not answer.
 */
export interface RecordingStorage {
  /** Puts a file from this disk there: whole, or not at all. It must not be written to afterwards. @throws {StorageFull} */
  put(key: string, file: string, options?: CallOptions): Promise<void>;
  /** @throws {FileMissing} */
  read(key: string, options?: CallOptions & { readonly range?: ByteRange }): Promise<Readable>;
  /** All below a folder, in any order. */
  list(folder: string, options?: CallOptions): Promise<StoredFile[]>;
  /** Removes all below a folder; nothing there is no error. */
  remove(folder: string): Promise<void>;
  /**
   * Where the proxy finds a file after its viewer was allowed to have it: a path of one of its inner locations.
   *
   * @see nginx/default.conf.template
   */
  innerPath(key: string): Promise<string>;
}

/** There is no such file in the store. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';

  constructor(key: string, options?: ErrorOptions) {
    super(`there is no file ${key} in the store`, options);
  }
}

/** No space is left, here or there. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** It did not answer, or said that it cannot just now. */
export class StorageAway extends Error {
  override readonly name = 'StorageAway';
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** @returns the key. @throws {RangeError} for one that could lead anywhere else. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new RangeError('not a key of the store');
  return key;
}
