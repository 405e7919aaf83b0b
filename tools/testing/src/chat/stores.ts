import { connect } from 'node:net';
import { join } from 'node:path';
import { ChildProgram } from '../child-program.js';

const ROOT = join(import.meta.dirname, '../../../..');

export interface StorePlan {
  readonly folder: string;
  readonly port: number;
}

/** A Redis that is as durable as the one of a stack, and can be killed. */
export function startRedis({ folder, port }: StorePlan): Promise<ChildProgram> {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  return ChildProgram.start({
    name: 'redis',
    argv: ['redis-server', ...place, '--appendonly', 'yes', '--save', ''],
    isReady: () => accepts(port),
  });
}

/** The engine that keeps messages where there is no `mongod`, compiled before. */
export function startMongo({ folder, port }: StorePlan): Promise<ChildProgram> {
  const program = join(ROOT, 'tools/embedded-mongo/dist/main.js');
  return ChildProgram.start({
    name: 'the engine of messages',
    argv: [process.execPath, program, '--data', folder, '--port', String(port)],
    isReady: () => accepts(port),
  });
}

/** Does somebody listen there? */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => {
      settle(true);
    });
    socket.on('error', () => {
      settle(false);
    });
  });
}
