import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Config } from '../../platform/config.js';
import {
  checkedKey,
  FileMissing,
  StorageAway,
  StorageFull,
  type ByteRange,
  type CallOptions,
  type RecordingStorage,
  type StoredFile,
} from './storage.js';

/** Larger files go in parts: one request takes 5 GB at most, and a part that fails is sent again alone. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** As many as one request removes. */
const REMOVED_AT_ONCE = 1_000;
/** The proxy fetches it for the viewer: browsers stay on our origin, and never learn of the store. */
const INNER = '/_store';
/** From the answer to the proxy's request. */
const SIGNED_SEC = 60;
const TYPES: Readonly<Record<string, string>> = {
  '.m4s': 'video/mp4',
  '.mp4': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
};
const CONNECTED_MS = 5_000;
/** Longer than any part takes on a slow line; silence ends a call much sooner. */
const LONGEST_MS = 600_000;
const SILENT_MS = 30_000;

const nothing = () => undefined;
/** What went wrong is thrown; without a logger the client writes to the console as well. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** An S3-compatible store: AWS, Ceph, Garage, MinIO and others. */
export class S3Storage implements RecordingStorage {
  readonly #client: S3Client;
  readonly #bucket: string;

  /** @param silentMs How long nothing may be heard before a call is tried again; four times in all. */
  constructor(
    { url, region, bucket, accessKey, secretKey }: S3Config,
    { silentMs = SILENT_MS }: { readonly silentMs?: number } = {},
  ) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      endpoint: url,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
      // Newer checksums are not understood by every server that speaks S3.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 4,
      logger: SILENT,
      requestHandler: {
        connectionTimeout: Math.min(silentMs, CONNECTED_MS),
        socketTimeout: silentMs,
        requestTimeout: LONGEST_MS,
        // Else it only says so, on the console.
        throwOnRequestTimeout: true,
      },
    });
  }

  async put(key: string, file: string, { signal }: CallOptions = {}): Promise<void> {
    const Key = checkedKey(key);
    const { size } = await stat(file);
    const Body = createReadStream(file);
    const object = { Bucket: this.#bucket, Key, Body, ContentType: typeOf(Key) };
    try {
      if (size <= PART_BYTES)
        await this.#ask(signal, (options) =>
          this.#client.send(new PutObjectCommand({ ...object, ContentLength: size }), options),
        );
      else await this.#putInParts(object, signal);
    } finally {
      Body.destroy();
    }
  }

  async read(
    key: string,
    { range, signal }: CallOptions & { readonly range?: ByteRange } = {},
  ): Promise<Readable> {
    const Range = range ? { Range: `bytes=${range.from}-${range.to}` } : {};
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: checkedKey(key), ...Range });
    const { Body } = await this.#ask(signal, (options) => this.#client.send(command, options)).catch(
      (error: unknown) => {
        throw isMissing(error) ? new FileMissing(key, { cause: error }) : error;
      },
    );
    if (Body instanceof Readable) return Body;
    throw new FileMissing(key);
  }

  async list(folder: string, { signal }: CallOptions = {}): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    for await (const page of this.#pages(folder, signal)) files.push(...page);
    return files;
  }

  async remove(folder: string): Promise<void> {
    for await (const page of this.#pages(folder)) {
      if (page.length === 0) continue;
      const Objects = page.map(({ key: Key }) => ({ Key }));
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
      const { Errors } = await this.#ask(undefined, (options) => this.#client.send(command, options));
      if (Errors && Errors.length > 0)
        throw new Error(`the store kept ${Errors.length} files: ${Errors[0]?.Code}`);
    }
  }

  async innerPath(key: string): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: checkedKey(key) });
    const { pathname, search } = new URL(
      await getSignedUrl(this.#client, command, { expiresIn: SIGNED_SEC }),
    );
    return `${INNER}${pathname}${search}`;
  }

  async #putInParts(params: PutObjectCommandInput, signal: AbortSignal | undefined): Promise<void> {
    const parts = { partSize: PART_BYTES, queueSize: PARTS_AT_ONCE };
    const upload = new Upload({ client: this.#client, params, ...parts });
    const end = () => void upload.abort();
    signal?.addEventListener('abort', end, { once: true });
    try {
      await this.#ask(signal, () => upload.done());
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** @throws {StorageFull | StorageAway}; the reason of `signal`; anything else that the store says */
  async #ask<T>(
    signal: AbortSignal | undefined,
    call: (options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await call(signal ? { abortSignal: signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      if (isFull(error)) throw new StorageFull('the store of recordings is full', { cause: error });
      if (isAway(error)) throw new StorageAway('the store does not answer', { cause: error });
      throw error;
    }
  }

  async *#pages(folder: string, signal?: AbortSignal): AsyncGenerator<StoredFile[]> {
    const Prefix = `${checkedKey(folder)}/`;
    let ContinuationToken: string | undefined;
    do {
      const page = { Bucket: this.#bucket, Prefix, MaxKeys: REMOVED_AT_ONCE, ContinuationToken };
      const { Contents = [], NextContinuationToken } = await this.#ask(signal, (options) =>
        this.#client.send(new ListObjectsV2Command(page), options),
      );
      yield Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, sizeBytes: Size }));
      ContinuationToken = NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }
}

/** The proxy passes on what the store calls it. */
function typeOf(key: string): string {
  return TYPES[extname(key)] ?? 'application/octet-stream';
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.name === 'NoSuchKey' || error.$metadata.httpStatusCode === 404)
  );
}

/** Nothing was answered, or that it is too busy. What it does answer otherwise is said of the call. */
function isAway(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return isNetworkError(error);
  const { httpStatusCode = 0 } = error.$metadata;
  return [429, 500, 502, 503, 504].includes(httpStatusCode) || error.name === 'SlowDown';
}

const AWAY = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];

function isNetworkError(error: unknown): boolean {
  const { name, code = '' } = error as { name?: string; code?: unknown };
  return name === 'TimeoutError' || AWAY.includes(String(code));
}

function isFull(error: unknown): boolean {
  return error instanceof S3ServiceException && /QuotaExceeded|StorageFull|NoSpace/i.test(error.name);
}
