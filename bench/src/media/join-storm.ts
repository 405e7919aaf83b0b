import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../run/report.js';
import { quantile } from '../run/statistics.js';
import { ProtocolClient } from './protocol-client.js';
import { MediaNode } from './servers.js';

export interface StormPlan {
  readonly connections: number;
  readonly rounds: number;
}

const ECHO_PORT = 12444;
const TARGET_MS = 300;

/** How long `joinRoom` takes when all connections of a session join at the same moment. */
export async function measureJoinStorm({ connections, rounds }: StormPlan): Promise<Figure[]> {
  const node = await MediaNode.start();
  const echo = await startEcho();
  const joins: number[] = [];
  const echoes: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      joins.push(...(await storm(node, connections)));
      echoes.push(...(await echoStorm(connections)));
    }
  } finally {
    echo.kill('SIGKILL');
    await node.stop();
  }
  return [
    {
      name: `joinRoom p95, ${connections} at once`,
      unit: 'ms',
      value: quantile(joins, 0.95),
      baseline: { name: 'JSON-RPC echo p95', value: quantile(echoes, 0.95) },
      target: { value: TARGET_MS },
      samples: [0.5, 0.95, 1].map((share) => quantile(joins, share)),
    },
  ];
}

async function storm(node: MediaNode, connections: number): Promise<number[]> {
  const session = await node.openvidu.createSession();
  const tokens: string[] = [];
  while (tokens.length < connections) tokens.push((await session.createConnection()).token);
  const clients = await openAll(node.wsUrl, connections);
  const times = await Promise.all(
    clients.map((client, nth) => timed(() => client.join(session.sessionId, tokens[nth] ?? ''))),
  );
  await Promise.all(clients.map((client) => client.leave()));
  return times;
}

async function echoStorm(connections: number): Promise<number[]> {
  const clients = await openAll(`ws://127.0.0.1:${ECHO_PORT}`, connections);
  const times = await Promise.all(clients.map((client) => timed(() => client.join('echo', 'echo'))));
  await Promise.all(clients.map((client) => client.leave()));
  return times;
}

function openAll(url: string, connections: number): Promise<ProtocolClient[]> {
  return Promise.all(Array.from({ length: connections }, () => ProtocolClient.open(url)));
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await act();
  return performance.now() - startMs;
}

async function startEcho(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./echo-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, String(ECHO_PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
