import type { UpdateMe, UserView } from '@seodang/contracts/identity';
import { AppError } from '../platform/errors.js';
import type { Actor } from '../platform/http/actor.js';
import { User } from './user.model.js';
import { toUserView } from './user.view.js';

/** What people see and change of their own account. */
export class MeService {
  /** @throws {AppError} `auth.expired` when the account is gone. */
  async get({ userId }: Actor): Promise<UserView> {
    const account = await User.findAccount(userId);
    if (!account) throw new AppError('auth.expired');
    return toUserView(account);
  }

  async update(actor: Actor, { language, timeZone }: UpdateMe): Promise<UserView> {
    await User.change(actor.userId, { ...(language && { language }), ...(timeZone && { timeZone }) });
    return this.get(actor);
  }
}
