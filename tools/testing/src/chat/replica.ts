import { join } from 'node:path';
import { answersOk, ChildProgram } from '../child-program.js';

const PROGRAM = join(import.meta.dirname, '../../../../chat-server/dist/main.js');

export interface ReplicaPlan {
  readonly name: string;
  readonly port: number;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly backendUrl: string;
  readonly internalSecret: string;
  readonly publicOrigin: string;
  /** Of V8, in MiB. */
  readonly heapMiB?: number;
}

/** A replica of the chat-server in a process of its own, compiled before. */
export function startReplica(plan: ReplicaPlan): Promise<ChildProgram> {
  const heap = plan.heapMiB === undefined ? [] : [`--max-old-space-size=${plan.heapMiB}`];
  return ChildProgram.start({
    name: `chat-server ${plan.name}`,
    argv: [process.execPath, '--enable-source-maps', ...heap, PROGRAM],
    env: {
      NODE_ENV: 'production',
      CHAT_HOST: '127.0.0.1',
      CHAT_PORT: String(plan.port),
      CHAT_TCP_PORT: '',
      MONGODB_URI: plan.mongodbUri,
      REDIS_URL: plan.redisUrl,
      BACKEND_URL: plan.backendUrl,
      INTERNAL_SECRET: plan.internalSecret,
      PUBLIC_ORIGIN: plan.publicOrigin,
      REPLICA_ID: plan.name,
      LOG_LEVEL: process.env['CHAT_LOG_LEVEL'] ?? 'error',
    },
    stdio: process.env['CHAT_LOG_LEVEL'] === undefined ? 'ignore' : 'inherit',
    isReady: () => answersOk(`http://127.0.0.1:${plan.port}/readyz`),
  });
}
