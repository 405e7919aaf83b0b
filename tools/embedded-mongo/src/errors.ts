import type { Document } from 'bson';

/** An error as MongoDB tells it to a driver: the driver reads `code`, people read `message`. */
export class MongoError extends Error {
  override readonly name = 'MongoError';

  /** @param details Further fields of the answer, such as `keyPattern` and `keyValue`. */
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    readonly details: Document = {},
  ) {
    super(message);
  }
}

/** What this engine does not do at all, said with the code a standalone mongod or a driver would expect. */
export const REFUSED = {
  transaction: () =>
    new MongoError(
      20,
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    ),
  changeStream: () =>
    new MongoError(40573, 'Location40573', 'The $changeStream stage is only supported on replica sets'),
  collation: () =>
    new MongoError(
      238,
      'NotImplemented',
      'The embedded engine compares strings by their bytes; a collation is not supported',
    ),
  compression: () =>
    new MongoError(238, 'NotImplemented', 'The embedded engine does not speak OP_COMPRESSED'),
};

export const badValue = (message: string) => new MongoError(2, 'BadValue', message);
export const noSuchCollection = (ns: string) =>
  new MongoError(26, 'NamespaceNotFound', `ns does not exist: ${ns}`);
