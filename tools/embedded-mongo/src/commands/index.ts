import { serialize, type Document } from 'bson';
import { MongoError, REFUSED } from '../errors.js';
import * as admin from './admin.js';
import { aggregate } from './aggregate.js';
import type { Answer, Command, CommandContext } from './command.js';
import * as read from './read.js';
import * as write from './write.js';

/** Names are told apart without regard to case, as MongoDB does. */
const COMMANDS = new Map<string, Command>(
  Object.entries<Command>({
    hello: admin.hello,
    isMaster: admin.hello,
    ping: admin.ping,
    endSessions: admin.ping,
    buildInfo: admin.buildInfo,
    serverStatus: admin.serverStatus,
    insert: write.insert,
    update: write.update,
    delete: write.remove,
    findAndModify: write.findAndModify,
    find: read.find,
    getMore: read.getMore,
    killCursors: read.killCursors,
    count: read.count,
    distinct: read.distinct,
    explain: read.explain,
    aggregate,
    createIndexes: admin.createIndexes,
    listIndexes: admin.listIndexes,
    dropIndexes: admin.dropIndexes,
    create: admin.create,
    drop: admin.drop,
    dropDatabase: admin.dropDatabase,
    listCollections: admin.listCollections,
    listDatabases: admin.listDatabases,
  }).map(([name, command]) => [name.toLowerCase(), command]),
);

/**
 * Runs the command that a message carries and gives its answer as BSON, errors included.
 * @param onUnexpected Told of errors that are no MongoError: faults of ours
 */
export async function answerTo(
  body: Document,
  context: CommandContext,
  onUnexpected: (command: string, error: unknown) => void,
): Promise<Uint8Array> {
  const [name = ''] = Object.keys(body);
  try {
    const command = COMMANDS.get(name.toLowerCase());
    if (!command) throw new MongoError(59, 'CommandNotFound', `no such command: '${name}'`);
    if (body['startTransaction'] === true || body['autocommit'] === false) throw REFUSED.transaction();
    const database = typeof body['$db'] === 'string' ? body['$db'] : 'admin';
    return toGoodAnswer(await command({ body, database }, context));
  } catch (error) {
    if (error instanceof MongoError) return serialize(toErrorAnswer(error));
    onUnexpected(name, error);
    const message = error instanceof Error ? error.message : String(error);
    return serialize(toErrorAnswer(new MongoError(1, 'InternalError', message)));
  }
}

function toGoodAnswer(answer: Answer): Uint8Array {
  return Buffer.isBuffer(answer) ? answer : serialize({ ...answer, ok: 1 });
}

function toErrorAnswer({ code, codeName, message, details }: MongoError): Document {
  return { ok: 0, errmsg: message, code, codeName, ...details };
}
