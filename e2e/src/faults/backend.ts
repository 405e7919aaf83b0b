import { FaultProxy } from '@seodang/faultproxy/fault-proxy';
import { Backend } from '@seodang/testing/chat/backend';
import { PORTS } from './ports.js';

interface Shared {
  readonly backend: Backend;
  /** Stands between the API and MariaDB. */
  readonly database: FaultProxy;
}

let shared: Promise<Shared> | undefined;

/** The API that all classes share, each with people of its own; it is started once Redis is there. */
export function theBackend(): Promise<Shared> {
  shared ??= start();
  return shared;
}

async function start(): Promise<Shared> {
  const { hostname: host, port } = new URL(process.env['TEST_MARIADB_URL'] ?? 'mysql://127.0.0.1:3306');
  const database = await FaultProxy.listen({ host, port: Number(port) });
  const backend = await Backend.start({
    port: PORTS.api,
    redisUrl: `redis://127.0.0.1:${PORTS.redis}`,
    databasePort: database.port,
  });
  return { backend, database };
}

after(async () => {
  const started = await shared;
  await started?.backend.close();
  await started?.database.close();
});
