import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { startEngine, type RunningEngine } from '../test/temporary.js';

/** `MONGODB_URI` when given, so that the same statements can be checked against a genuine MongoDB. */
const GIVEN_URI = process.env['MONGODB_URI'];

export const isGenuine = GIVEN_URI !== undefined;

/** A connection for the tests of a `describe`, to a database of their own. */
export function useMongo(options: { expireEveryMs?: number } = {}): () => Connection {
  let engine: RunningEngine | null = null;
  let connection: Connection | null = null;

  before(async () => {
    engine = GIVEN_URI === undefined ? await startEngine(options) : null;
    connection = await mongoose
      .createConnection(GIVEN_URI ?? engine?.uri ?? '', {
        dbName: `conformance_${randomUUID()}`,
        autoIndex: false,
      })
      .asPromise();
  });

  after(async () => {
    await connection?.dropDatabase();
    await connection?.close();
    await engine?.stop();
  });

  return () => {
    if (!connection) throw new Error('not connected yet');
    return connection;
  };
}

/** The code of the error that `work` ends with, null when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
