import { once } from 'node:events';
import { createServer, request } from 'node:http';
import S3rver from 's3rver';
import { freePort } from './worker-process.js';

const BUCKET = 'replays';
const KEYS = { region: 'us-east-1', bucket: BUCKET, accessKey: 'S3RVER', secretKey: 'S3RVER' };

export interface S3Server {
  /** What `S3Storage` takes. */
  readonly config: typeof KEYS & { readonly url: string };
  /** The same for a process of its own. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** @param port Where it listens, when somebody waits for it there. */
export async function startS3(directory: string, port?: number): Promise<S3Server> {
  const options = { address: '127.0.0.1', silent: true, configureBuckets: [{ name: BUCKET, configs: [] }] };
  const own = port ?? (await freePort());
  const server = new S3rver({ ...options, directory, port: own });
  await server.run();
  return { ...told(own), close: () => server.close() };
}

/** Where an S3-compatible server is, or will be. */
export function told(port: number): Pick<S3Server, 'config' | 'env'> {
  const url = `http://127.0.0.1:${port}`;
  const { region: S3_REGION, bucket: S3_BUCKET, accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY } = KEYS;
  const env = { RECORDINGS_STORAGE: 's3', S3_URL: url, S3_REGION, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY };
  return { config: { ...KEYS, url }, env };
}

/** The same server behind a door at which requests wait. @param pass Resolves when one may go on. */
export async function behindDoor(
  server: S3Server,
  pass: (request: { readonly method: string; readonly path: string }) => Promise<unknown>,
): Promise<S3Server> {
  const door = createServer((asked, answer) => {
    const { method = '', url: path = '', headers } = asked;
    void pass({ method, path }).then(() => {
      // Whoever waited so long may have been killed meanwhile.
      if (asked.destroyed && !asked.complete) return;
      const to = { method, headers: { ...headers, connection: 'close' }, agent: false } as const;
      const further = request(new URL(path, server.config.url), to, (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
      });
      further.on('error', () => answer.destroy());
      asked.on('close', () => asked.complete || further.destroy());
      asked.pipe(further);
    });
  });
  const port = await freePort();
  door.listen(port, '127.0.0.1');
  await once(door, 'listening');
  return {
    ...told(port),
    async close() {
      door.close();
      door.closeAllConnections();
      await server.close();
    },
  };
}
