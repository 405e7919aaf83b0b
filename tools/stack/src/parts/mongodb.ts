import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../house/world.js';
import { ownFolder } from '../os/account.js';
import { findProgram } from '../os/which.js';
import { tcpAnswers } from './answers.js';
import { folderOf, furnish } from './folder.js';
import { DATABASE } from './mariadb.js';
import { tcp, type Build, type Part } from './part.js';

/** What serves the messages: the operator's own server, the machine's `mongod`, or our engine that speaks its protocol. */
export type MongoKind = 'given' | 'mongod' | 'embedded';

/** Their files are of different kinds, so each has a folder: who installs `mongod` later keeps the messages they have. */
const FOLDERS = { mongod: 'mongod', embedded: 'embedded' } as const;

export function mongoKind({ options, slot }: Pick<World, 'options' | 'slot'>): MongoKind {
  if (options.MONGODB_URI !== undefined) return 'given';
  if (existsSync(join(slot.folder, 'mongodb', FOLDERS.embedded))) return 'embedded';
  return findProgram('mongod') === null ? 'embedded' : 'mongod';
}

/** Keeps the messages; null when the operator has a server of their own. */
export function mongodb(world: World): Part | null {
  const kind = mongoKind(world);
  if (kind === 'given') return null;
  const { account, root, slot } = world;
  const folder = folderOf(world, 'mongodb');
  const data = join(folder, FOLDERS[kind]);
  const port = slot.ports.mongodb;
  const server = kind === 'mongod' ? mongod(data, port) : embedded(root, data, port);
  return {
    name: 'mongodb',
    kind: 'server',
    needs: [],
    listens: [tcp(port)],
    folder,
    builtFrom: server.builtFrom,
    argv: [...account.prefix, ...server.argv],
    env: {},
    prepare: async () => {
      await furnish(world, folder);
      await ownFolder(account, data);
    },
    isReady: () => tcpAnswers(port, PING, PONG),
    readyWithinMs: 60_000,
    stopWithinMs: 30_000,
  };
}

/** The messages of a slot; one that is not the people's own never meets their database. */
export function mongodbUri(world: World): string {
  const { options, slot } = world;
  if (options.MONGODB_URI === undefined) return `${testMongodbUri(world)}/${DATABASE}`;
  return slot.number === 0
    ? options.MONGODB_URI
    : withDatabase(options.MONGODB_URI, `${DATABASE}_slot${slot.number}`);
}

/** Tests make databases of their own there. */
export function testMongodbUri({ options, slot }: World): string {
  return options.MONGODB_URI ?? `mongodb://127.0.0.1:${slot.ports.mongodb}`;
}

/** Another database on the same servers. @see https://www.mongodb.com/docs/manual/reference/connection-string */
export function withDatabase(uri: string, database: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/, `$1/${database}$2`);
}

interface Server {
  readonly argv: readonly string[];
  readonly builtFrom: Build | null;
}

function mongod(data: string, port: number): Server {
  const place = ['--dbpath', data, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'];
  return { argv: ['mongod', ...place, '--wiredTigerCacheSizeGB', '0.25', '--quiet'], builtFrom: null };
}

function embedded(root: string, data: string, port: number): Server {
  const program = join(root, 'tools/embedded-mongo/dist/main.js');
  const place = ['--data', data, '--port', String(port)];
  return { argv: [process.execPath, '--enable-source-maps', program, ...place], builtFrom: 'engine' };
}

/** `{ ping: 1, $db: 'admin' }` as OP_MSG. @see https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md */
const PING = opMsg(
  Buffer.concat([
    Buffer.from('\x10ping\0\x01\0\0\0', 'latin1'),
    Buffer.from('\x02$db\0\x06\0\0\0admin\0', 'latin1'),
  ]),
);
/** Within every answer; a server that is not ready yet takes no connection. */
const PONG = 'ok\0';

function opMsg(fields: Buffer): Buffer {
  const header = Buffer.alloc(16 + 4 + 1 + 4);
  header.writeInt32LE(header.length + fields.length + 1, 0);
  header.writeInt32LE(1, 4);
  header.writeInt32LE(2013, 12);
  header.writeInt32LE(4 + fields.length + 1, 21);
  return Buffer.concat([header, fields, Buffer.alloc(1)]);
}
