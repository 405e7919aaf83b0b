import type { SignInList } from '@seodang/contracts/identity';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { BearerCache } from './bearer-cache.js';
import { SignIn } from './sign-in.model.js';

export interface DeviceDeps {
  readonly bearers: BearerCache;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/** Where somebody is signed in. */
export class DeviceService {
  readonly #deps: DeviceDeps;

  constructor(deps: DeviceDeps) {
    this.#deps = deps;
  }

  /** The last used first. */
  async list({ userId, signInId }: Actor): Promise<SignInList> {
    const rows = await SignIn.listOpen(userId, this.#deps.now());
    const items = rows.map(({ id, device, createdAt, lastUsedAt }) => ({
      id,
      device,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      isCurrent: id === signInId,
    }));
    return { items };
  }

  /** Ends one of the actor's own, at once also for its access tokens; a second time changes nothing. @throws {AppError} `request.not_found` */
  async end({ userId }: Actor, id: string): Promise<void> {
    const signIn = await SignIn.findOne({ where: { id, userId } });
    if (!signIn) throw new AppError('request.not_found');
    await SignIn.end(id, this.#deps.now(), 'ended-elsewhere');
    this.#deps.bearers.forget(id);
  }

  /** Ends all but the one that asks. */
  async endOthers({ userId, signInId: id }: Actor): Promise<void> {
    const { inTransaction, bearers, now } = this.#deps;
    const ended = await inTransaction((tx) =>
      SignIn.endOthers({ userId, id }, { at: now(), reason: 'ended-elsewhere' }, tx),
    );
    for (const other of ended) bearers.forget(other);
  }
}
