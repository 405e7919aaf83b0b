import { setTimeout as delay } from 'node:timers/promises';
import { Transaction, type Sequelize } from 'sequelize';
import { isRetryable } from './store-errors.js';

export type Tx = Transaction;
export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

const ATTEMPTS = 4;

/**
 * Gives the function that runs work in one transaction (READ COMMITTED): committed when it returns, rolled back
 * when it throws. A deadlock or lock timeout runs the work again, so it must do nothing outside the transaction.
 */
export function transactionsOf(db: Sequelize): InTransaction {
  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await db.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED }, work);
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
        await delay(Math.random() * 20 * 2 ** attempt);
      }
    }
  };
}
