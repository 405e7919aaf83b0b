import { AppError } from '@seodang/server-kit/errors';
import { Error as MongooseErrors, mongo } from 'mongoose';

const DUPLICATE = 11_000;

const AWAY = [
  MongooseErrors.MongooseServerSelectionError,
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoClientClosedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoOperationTimeoutError,
];

/**
 * The store did not answer, or not in time: nothing is known of what was asked. What it refused is another matter.
 */
export function isStoreAway(thrown: unknown): boolean {
  return (
    AWAY.some((kind) => thrown instanceof kind) ||
    (thrown instanceof mongo.MongoError && thrown.hasErrorLabel('RetryableWriteError')) ||
    // The driver wraps what cut a bulk write short, and keeps nothing of its kind.
    (thrown instanceof mongo.MongoBulkWriteError && writeErrorsOf(thrown) === 0)
  );
}

function writeErrorsOf({ writeErrors }: mongo.MongoBulkWriteError): number {
  return Array.isArray(writeErrors) ? writeErrors.length : 1;
}

/** A unique index refused the document. */
export function isDuplicate(thrown: unknown): boolean {
  return thrown instanceof mongo.MongoServerError && thrown.code === DUPLICATE;
}

/** Something that the chat stands on does not answer; it is worth trying again. */
export function unavailable(cause: unknown): AppError {
  return new AppError('chat.unavailable', { retryAfterSec: 2 }, { cause });
}

/** What a client is told when MongoDB is away; null for any other error. */
export function nameStoreError(thrown: unknown): AppError | null {
  return isStoreAway(thrown) ? unavailable(thrown) : null;
}
