import { UserId } from '@seodang/contracts/ids';
import type { ChangePassword, Register } from '@seodang/contracts/identity';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { RateLimit } from '../platform/http/rate-limit.js';
import { newId } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { BearerCache } from './bearer-cache.js';
import { hashPassword, isPassword } from './password.js';
import { isGuessable } from './password-strength.js';
import { SignIn } from './sign-in.model.js';
import type { Origin, SignedIn, SignInService } from './sign-in.service.js';
import { User } from './user.model.js';

export interface AccountDeps {
  readonly signIns: SignInService;
  readonly bearers: BearerCache;
  readonly limits: {
    /** Accounts that may be asked for from one address. */
    readonly registering: RateLimit;
    /** Wrong passwords when changing one's own. */
    readonly changing: RateLimit;
  };
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Opening accounts, and what guards them. */
export class AccountService {
  readonly #deps: AccountDeps;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
  }

  /**
   * Opens an account with the role of a student and signs in.
   *
   * @throws {AppError} `auth.email_taken`, `auth.password_weak`, `request.too_many`; `store.unavailable` also when only
   * the limit cannot be counted.
   */
  async register({ password, ...wish }: Register, origin: Origin): Promise<SignedIn> {
    const { limits, signIns, inTransaction, now, log } = this.#deps;
    await limits.registering.take(origin.address);
    assertStrong(password, wish);
    const passwordHash = await hashPassword(password);
    const row = { ...wish, id: newId(UserId), passwordHash, suspendedAt: null, createdAt: now() };
    const account = await inTransaction((tx) => User.open(row, tx));
    if (!account) throw new AppError('auth.email_taken');
    log.info({ userId: account.user.id }, 'registered');
    return signIns.begin(account, origin);
  }

  /**
   * Changes one's own password and ends all other sign-ins.
   *
   * @throws {AppError} `auth.password_wrong`, `auth.password_weak`, `request.too_many`
   */
  async changePassword(actor: Actor, { current, next }: ChangePassword): Promise<void> {
    const { limits, bearers, inTransaction, now, log } = this.#deps;
    const { userId } = actor;
    await limits.changing.take(userId);
    const user = await User.findByPk(userId);
    if (!user || !(await isPassword(user.passwordHash, current))) throw new AppError('auth.password_wrong');
    await limits.changing.forget(userId);
    assertStrong(next, user);
    const passwordHash = await hashPassword(next);
    const ended = await inTransaction(async (tx) => {
      await User.changePassword(userId, passwordHash, tx);
      return SignIn.endOthers({ userId, id: actor.signInId }, { at: now(), reason: 'password-changed' }, tx);
    });
    for (const id of ended) bearers.forget(id);
    log.info({ userId, ended: ended.length }, 'password changed');
  }
}

function assertStrong(password: string, { email, name }: { email: string; name: string }): void {
  if (isGuessable(password, [email, name])) throw new AppError('auth.password_weak');
}
