import type { UpdateMe, UserView } from '@seodang/contracts/identity';
import { AppError } from '@seodang/server-kit/errors';
import { given } from '../platform/given.js';
import type { Actor } from '../platform/http/actor.js';
import type { BearerCache } from './bearer-cache.js';
import { User } from './user.model.js';
import { toUserView } from './user.view.js';

/** What people see and change of their own account. */
export class MeService {
  readonly #bearers: BearerCache;

  /** @param bearers Remember people's names for a moment. */
  constructor(bearers: BearerCache) {
    this.#bearers = bearers;
  }

  /** @throws {AppError} `auth.expired` when the account is gone. */
  async get({ userId }: Actor): Promise<UserView> {
    const account = await User.findAccount(userId);
    if (!account) throw new AppError('auth.expired');
    return toUserView(account);
  }

  async update(actor: Actor, wish: UpdateMe): Promise<UserView> {
    await User.change(actor.userId, given(wish));
    this.#bearers.forgetUser(actor.userId);
    return this.get(actor);
  }
}
