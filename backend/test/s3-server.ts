import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Config } from '../src/platform/config.js';
import { SignatureDoor } from './signature-door.js';
import { freePort } from './worker-process.js';

/** The only account that s3rver knows. */
const ACCOUNT = 'S3RVER';
const BUCKET = 'replays';

export interface S3Server {
  /** What a client of it needs. */
  readonly config: S3Config;
  readonly door: SignatureDoor;
  close(): Promise<void>;
}

/** What a client needs of a server that is at this port, or will be. */
export function s3ConfigAt(port: number): S3Config {
  const account = { accessKey: ACCOUNT, secretKey: ACCOUNT };
  return { url: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: BUCKET, ...account };
}

/**
 * A server that speaks S3 over HTTP and keeps its files in a folder, behind a door that looks at signatures.
 *
 * @param at Its port, if somebody waits for it there.
 */
export async function startS3(folder: string, at?: number): Promise<S3Server> {
  const port = await freePort();
  const server = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  await server.run();
  const door = await SignatureDoor.open({ port, secretKey: ACCOUNT }, at);
  return {
    config: s3ConfigAt(Number(new URL(door.url).port)),
    door,
    async close() {
      await door.close();
      await server.close();
    },
  };
}
