import { join } from 'node:path';
import S3rver from 's3rver';
import { SignatureDoor } from './signature-door.js';
import { freePort } from './worker-process.js';

/** The only account that s3rver knows. */
const ACCOUNT = 'S3RVER';

export interface S3Server {
  /** What a client of it needs. */
  readonly config: {
    readonly url: string;
    readonly region: string;
    readonly bucket: string;
    readonly accessKey: string;
    readonly secretKey: string;
  };
  readonly door: SignatureDoor;
  close(): Promise<void>;
}

/** A server that speaks S3 over HTTP and keeps its files in a folder, behind a door that looks at signatures. */
export async function startS3(folder: string): Promise<S3Server> {
  const port = await freePort();
  const bucket = 'replays';
  const server = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  await server.run();
  const door = await SignatureDoor.open({ port, secretKey: ACCOUNT });
  return {
    config: { url: door.url, region: 'us-east-1', bucket, accessKey: ACCOUNT, secretKey: ACCOUNT },
    door,
    async close() {
      await door.close();
      await server.close();
    },
  };
}
