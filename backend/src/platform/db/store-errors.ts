import { AppError } from '@seodang/server-kit/errors';
import { ConnectionAcquireTimeoutError, ConnectionError, DatabaseError } from 'sequelize';

const RETRYABLE = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_NOWAIT', 'ER_CHECKREAD']);

const RETRY_AFTER_SEC = 2;

const AWAY = new Set([
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_CONNECTION_KILLED',
]);

/** True for a lost race that a second try may win: a deadlock or a lock that was not given in time. */
export function isRetryable(error: unknown): boolean {
  return error instanceof DatabaseError && RETRYABLE.has(codeOf(error));
}

/** True when MariaDB or Redis could not be reached or did not answer in time. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof ConnectionAcquireTimeoutError) return true;
  if (error instanceof DatabaseError) return isRetryable(error) || isAwayInside(error);
  return error instanceof Error && isRedisAway(error);
}

function isAwayInside(error: DatabaseError): boolean {
  return AWAY.has(codeOf(error)) || error.message.includes('in closed state');
}

function codeOf(error: DatabaseError): string {
  const { original } = error as { original?: { code?: string } };
  return original?.code ?? '';
}

const REDIS_AWAY = [
  'Command timed out',
  'Connection is closed.',
  "Stream isn't writeable and enableOfflineQueue options is false",
  'LOADING',
];

function isRedisAway(error: Error): boolean {
  if (error.name === 'MaxRetriesPerRequestError') return true;
  return REDIS_AWAY.some((text) => error.message.startsWith(text));
}

/** What a client is told when MariaDB or Redis is away; null for any other error. */
export function nameStoreError(thrown: unknown): AppError | null {
  if (thrown instanceof AppError || !isStoreAway(thrown)) return null;
  return new AppError('store.unavailable', { retryAfterSec: RETRY_AFTER_SEC }, { cause: thrown });
}
