import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedMongo } from '../server.js';

export interface RunningEngine {
  readonly uri: string;
  readonly stop: () => Promise<void>;
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-mongo-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** An engine of its own in this process, whose data goes with it. */
export async function startEngine({ expireEveryMs = 60_000 } = {}): Promise<RunningEngine> {
  const folder = await temporaryFolder();
  const faults: unknown[] = [];
  const onFault = (...args: unknown[]) => void faults.push(args);
  const server = new EmbeddedMongo({
    folder: folder.path,
    place: { host: '127.0.0.1', port: 0 },
    expireEveryMs,
    onError: onFault,
    onFatal: onFault,
  });
  const address = await server.listen();
  return {
    uri: `mongodb://${address}/conformance`,
    stop: async () => {
      await server.close();
      await folder.remove();
      if (faults.length > 0)
        throw new Error(`the engine met faults: ${JSON.stringify(faults)} ${String(faults[0])}`);
    },
  };
}
