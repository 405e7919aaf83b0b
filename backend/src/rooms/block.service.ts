import type { UserId } from '@seodang/contracts/ids';
import type { BlockList } from '@seodang/contracts/rooms';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { AccessHints } from './access-hints.js';
import { Blocks } from './block.model.js';
import { partOf } from './room.rules.js';
import { rolesOf } from './room.view.js';

export interface BlockDeps {
  readonly hints: AccessHints;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/** Whom a person does not want to hear from: they can neither ask for a conversation nor write in one. */
export class BlockService {
  readonly #deps: BlockDeps;

  constructor(deps: BlockDeps) {
    this.#deps = deps;
  }

  async list({ userId }: Actor): Promise<BlockList> {
    const rows = await Blocks.list(userId);
    return { items: rows.map(({ id, name, roles }) => ({ id, name, part: partOf(rolesOf(roles)) })) };
  }

  /** @throws {AppError} `direct.yourself`, `person.not_found` */
  async block({ userId }: Actor, blockedId: UserId): Promise<void> {
    const { inTransaction, now } = this.#deps;
    if (userId === blockedId) throw new AppError('direct.yourself');
    await inTransaction(async (tx) => {
      if (!(await Blocks.add({ userId, blockedId }, now(), tx))) throw new AppError('person.not_found');
      await this.#tell(tx, userId, blockedId);
    });
  }

  async unblock({ userId }: Actor, blockedId: UserId): Promise<void> {
    await this.#deps.inTransaction(async (tx) => {
      await Blocks.remove({ userId, blockedId }, tx);
      await this.#tell(tx, userId, blockedId);
    });
  }

  async #tell(tx: Tx, userId: UserId, other: UserId): Promise<void> {
    const roomIds = await Blocks.listRooms(userId, other, tx);
    if (roomIds.length > 0) this.#deps.hints.after(tx, { type: 'rooms', roomIds });
  }
}
