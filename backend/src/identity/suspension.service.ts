import type { SuspendUser } from '@seodang/contracts/identity';
import type { UserId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Log } from '@seodang/server-kit/log';
import type { InTransaction } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import type { BearerCache } from './bearer-cache.js';
import { SignIn } from './sign-in.model.js';
import { User } from './user.model.js';

export interface SuspensionDeps {
  readonly bearers: BearerCache;
  /** Takes somebody out of the lessons they are in. It may fail: the reconciler comes too. */
  readonly removeFromLessons: (userId: UserId) => Promise<void>;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Shuts accounts out, and lets them back in. */
export class SuspensionService {
  readonly #deps: SuspensionDeps;

  constructor(deps: SuspensionDeps) {
    this.#deps = deps;
  }

  /**
   * Ends every sign-in of a suspended account at once, its live connections and its part in lessons; a second time changes
   * nothing. What was said and done stays.
   *
   * @throws {AppError} `request.not_found`; `auth.forbidden` for one's own account, as nobody might be left to undo it.
   */
  async change(actor: Actor, userId: UserId, { suspended }: SuspendUser): Promise<void> {
    const { bearers, removeFromLessons, inTransaction, now, log } = this.#deps;
    if (userId === actor.userId) throw new AppError('auth.forbidden');
    const ended = await inTransaction(async (tx) => {
      const user = await User.findByPk(userId, { transaction: tx, lock: tx.LOCK.UPDATE });
      if (!user) throw new AppError('request.not_found');
      const at = now();
      await user.update({ suspendedAt: suspended ? (user.suspendedAt ?? at) : null }, { transaction: tx });
      return suspended ? SignIn.endOthers({ userId, id: null }, { at, reason: 'suspended' }, tx) : [];
    });
    for (const id of ended) bearers.forget(id);
    bearers.forgetUser(userId);
    log.info({ userId, by: actor.userId, suspended, ended: ended.length }, 'suspension changed');
    if (!suspended) return;
    await removeFromLessons(userId).catch((error: unknown) => {
      log.warn({ err: error, userId }, 'a suspended person is left to the reconciler');
    });
  }
}
