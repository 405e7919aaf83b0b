import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Config } from '../../platform/config.js';
import {
  checkedKey,
  FileMissing,
  StorageFull,
  type ByteRange,
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
const TIMES = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/** An S3-compatible store: AWS, Ceph, Garage, MinIO and others. */
export class S3Storage implements RecordingStorage {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ url, region, bucket, accessKey, secretKey }: S3Config) {
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
      requestHandler: TIMES,
    });
  }

  async put(key: string, file: string): Promise<void> {
    const Key = checkedKey(key);
    const { size } = await stat(file);
    const Body = createReadStream(file);
    const object = { Bucket: this.#bucket, Key, Body, ContentType: typeOf(Key) };
    try {
      if (size <= PART_BYTES) {
        await this.#client.send(new PutObjectCommand({ ...object, ContentLength: size }));
      } else {
        const parts = { partSize: PART_BYTES, queueSize: PARTS_AT_ONCE };
        await new Upload({ client: this.#client, params: object, ...parts }).done();
      }
    } catch (error) {
      throw isFull(error) ? new StorageFull('the store of recordings is full', { cause: error }) : error;
    } finally {
      Body.destroy();
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range ? { Range: `bytes=${range.from}-${range.to}` } : {};
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: checkedKey(key), ...Range });
      const { Body } = await this.#client.send(command);
      if (Body instanceof Readable) return Body;
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new FileMissing(key, { cause: error });
    }
    throw new FileMissing(key);
  }

  async list(folder: string): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    for await (const page of this.#pages(folder)) files.push(...page);
    return files;
  }

  async remove(folder: string): Promise<void> {
    for await (const page of this.#pages(folder)) {
      if (page.length === 0) continue;
      const Objects = page.map(({ key: Key }) => ({ Key }));
      const { Errors } = await this.#client.send(
        new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } }),
      );
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

  async *#pages(folder: string): AsyncGenerator<StoredFile[]> {
    const Prefix = `${checkedKey(folder)}/`;
    let ContinuationToken: string | undefined;
    do {
      const { Contents = [], NextContinuationToken } = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix,
          MaxKeys: REMOVED_AT_ONCE,
          ContinuationToken,
        }),
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

function isFull(error: unknown): boolean {
  return error instanceof S3ServiceException && /QuotaExceeded|StorageFull|NoSpace/i.test(error.name);
}
