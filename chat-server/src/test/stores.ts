import type { Connection } from 'mongoose';
import { createLog } from '@seodang/server-kit/log';
import { closeMongo, openMongo } from '../platform/mongo.js';
import { openStores, prepareStores, type Stores } from '../stores.js';
import { storesOfTest } from './replica.js';

/** The stores of a `describe`, in a database of its own. */
export function useStores(): () => Stores & { connection: Connection } {
  let opened: (Stores & { connection: Connection }) | null = null;
  before(async () => {
    const connection = await openMongo(
      storesOfTest().mongodbUri,
      createLog({ level: 'silent', service: 'test' }),
    );
    const stores = openStores(connection);
    await prepareStores(stores, () => new Date());
    opened = { ...stores, connection };
  });
  after(async () => {
    await opened?.connection.dropDatabase();
    if (opened) await closeMongo(opened.connection);
  });
  return () => {
    if (!opened) throw new Error('not open yet');
    return opened;
  };
}
