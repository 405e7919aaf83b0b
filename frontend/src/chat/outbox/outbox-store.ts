import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Outgoing } from './outbox.rules.js';

/** Where unsent messages outlive the page. */
export interface OutboxStore {
  all: (userId: string) => Promise<Outgoing[]>;
  put: (outgoing: Outgoing) => Promise<void>;
  remove: (clientId: string) => Promise<void>;
}

interface OutboxSchema extends DBSchema {
  outgoing: { key: string; value: Outgoing; indexes: { userId: string } };
}

const NAME = 'seodang.outbox';

/** Keeps them in IndexedDB; where that is forbidden, as in some private windows, they last as long as the page. */
export class BrowserOutboxStore implements OutboxStore {
  #opened: Promise<IDBPDatabase<OutboxSchema> | null> | null = null;

  async all(userId: string): Promise<Outgoing[]> {
    const db = await this.#db();
    return db === null ? [] : db.getAllFromIndex('outgoing', 'userId', userId);
  }

  async put(outgoing: Outgoing): Promise<void> {
    const db = await this.#db();
    // On its way to the disk when this resolves: a page may be closed right after Enter.
    await db?.transaction('outgoing', 'readwrite', { durability: 'strict' }).store.put(outgoing);
  }

  async remove(clientId: string): Promise<void> {
    const db = await this.#db();
    await db?.delete('outgoing', clientId);
  }

  #db(): Promise<IDBPDatabase<OutboxSchema> | null> {
    this.#opened ??= this.#open().catch(() => null);
    return this.#opened;
  }

  /** Rejects where there is no IndexedDB, or none for this page. */
  async #open(): Promise<IDBPDatabase<OutboxSchema>> {
    return openDB<OutboxSchema>(NAME, 1, {
      upgrade: (db) => {
        db.createObjectStore('outgoing', { keyPath: 'clientId' }).createIndex('userId', 'userId');
      },
      terminated: () => {
        this.#opened = null;
      },
    });
  }
}
