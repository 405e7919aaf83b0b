import type { UserId } from '@seodang/contracts/ids';
import type { Role, UpdateRoles, UserView } from '@seodang/contracts/identity';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { Log } from '@seodang/server-kit/log';
import type { BearerCache } from './bearer-cache.js';
import { User } from './user.model.js';
import { toUserView } from './user.view.js';

export interface RoleDeps {
  readonly bearers: BearerCache;
  readonly inTransaction: InTransaction;
  readonly log: Log;
}

/** Who is instructor, and who operator. Everybody is a student. */
export class RoleService {
  readonly #deps: RoleDeps;

  constructor(deps: RoleDeps) {
    this.#deps = deps;
  }

  /**
   * Gives a user exactly these roles; everybody stays a student.
   *
   * @throws {AppError} `request.not_found`; `auth.forbidden` when operators would take their own role away, as nobody might
   * be left to give it back.
   */
  async change(actor: Actor, userId: UserId, wish: UpdateRoles): Promise<UserView> {
    const roles = [...new Set([...wish.roles, 'student' as const])];
    if (userId === actor.userId && !roles.includes('operator')) throw new AppError('auth.forbidden');
    await this.#keep(userId, () => roles);
    this.#deps.log.info({ userId, by: actor.userId, roles }, 'roles changed');
    return this.#view(userId);
  }

  /**
   * Adds a role from the command line: the first operator has nobody to ask.
   *
   * @throws {RangeError} when nobody has this address.
   */
  async grant(email: string, role: Role): Promise<UserView> {
    const user = await User.findByEmail(email);
    if (!user) throw new RangeError(`nobody has the address ${email}`);
    await this.#keep(user.id, (roles) => [...new Set([...roles, role])]);
    this.#deps.log.info({ userId: user.id, role }, 'role granted');
    return this.#view(user.id);
  }

  async #keep(userId: UserId, change: (roles: readonly Role[]) => readonly Role[]): Promise<void> {
    await this.#deps.inTransaction(async (tx) => {
      const user = await User.findByPk(userId, { transaction: tx, lock: tx.LOCK.UPDATE });
      if (!user) throw new AppError('request.not_found');
      await User.changeRoles(userId, change(await User.listRoles(userId)), tx);
    });
    this.#deps.bearers.forgetUser(userId);
  }

  async #view(userId: UserId): Promise<UserView> {
    const account = await User.findAccount(userId);
    if (!account) throw new AppError('request.not_found');
    return toUserView(account);
  }
}
