import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type Connection } from 'mongoose';
import type { Log } from '@seodang/server-kit/log';
import { failWhoeverWaitsForClosed } from './closed-sockets.js';
import { isStoreAway } from './store-errors.js';

const RETRY_MS = 500;
const OPTIONS = {
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 4_000,
  waitQueueTimeoutMS: 2_000,
  heartbeatFrequencyMS: 1_000,
  maxPoolSize: 20,
};

/** A write is acknowledged when it is in the journal: of the majority, where there are several. */
export const JOURNALED = { writeConcern: { w: 'majority', j: true } } as const;

/**
 * A connection to the store, waiting for it for as long as it is away: parts may start in any order. Later on commands
 * fail soon while it is away, and the connection heals by itself.
 */
export async function openMongo(uri: string, log: Log): Promise<Connection> {
  failWhoeverWaitsForClosed();
  const connection = await whenReachable(() => createConnection(uri, OPTIONS).asPromise(), log);
  log.info('the store is there');
  connection.on('disconnected', () => {
    log.warn('the store is away');
  });
  connection.on('connected', () => {
    log.info('the store is there');
  });
  return connection;
}

/** Does what needs the store, again and again while it is away. */
export async function whenReachable<T>(work: () => Promise<T>, log: Log): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      log.warn({ err: error }, 'waiting for the store');
      await delay(RETRY_MS);
    }
  }
}

/** Ends the connection; what is under way is answered first. */
export async function closeMongo(connection: Connection): Promise<void> {
  connection.removeAllListeners('disconnected');
  await connection.close();
}
