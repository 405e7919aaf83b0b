import { RoomId, type CourseId } from '@seodang/contracts/ids';
import type { CreateRoom, RoomView, UpdateRoom } from '@seodang/contracts/rooms';
import type { CourseDirectory } from '../courses/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import { given } from '../platform/given.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { AccessHints } from './access-hints.js';
import type { RoomRow } from './room-access.model.js';
import type { RoomDirectory } from './room-directory.js';
import { Room } from './room.model.js';
import { mayBeChanged } from './room.rules.js';

export interface ChannelDeps {
  readonly directory: RoomDirectory;
  readonly courses: CourseDirectory;
  readonly hints: AccessHints;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Archived ones count: they can come back. */
export const MOST_CHANNELS = 20;

/** The rooms of a course in the hands of its instructor. */
export class ChannelService {
  readonly #deps: ChannelDeps;

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `course.not_found`, `auth.forbidden`, `room.too_many`, `room.name_taken` */
  async create(actor: Actor, courseId: CourseId, wish: CreateRoom): Promise<RoomView> {
    const { directory, courses, hints, inTransaction, now, log } = this.#deps;
    const id = newId(RoomId);
    await inTransaction(async (tx) => {
      await courses.getLed(actor, courseId, tx);
      // The first channel has to be there for its name to count.
      const first = RoomId.parse(courseId);
      await Room.keep({ id: first, kind: 'channel', courseId }, tx);
      if ((await Room.countChannels(courseId, tx)) >= MOST_CHANNELS) throw new AppError('room.too_many');
      if (!(await Room.addChannel({ ...wish, id, courseId, createdAt: now() }, tx))) {
        throw new AppError('room.name_taken');
      }
      hints.after(tx, { type: 'rooms', roomIds: [first, id] });
    });
    log.info({ courseId, roomId: id }, 'channel made');
    return directory.get(actor.userId, id);
  }

  /** @throws {AppError} `room.not_found`, `auth.forbidden`, `room.name_taken`; `request.invalid` for a name of what has none */
  async change(actor: Actor, roomId: RoomId, wish: UpdateRoom): Promise<RoomView> {
    const { directory, hints, inTransaction, now, log } = this.#deps;
    const row = await directory.getRow(actor.userId, roomId);
    assertMayChange(row, wish);
    const { isArchived, ...rest } = wish;
    const settings = given({ ...rest, archivedAt: archivedAt(row, isArchived, now()) });
    if (Object.keys(settings).length === 0) return directory.get(actor.userId, roomId);
    await inTransaction(async (tx) => {
      await Room.keep(row, tx);
      if (!(await Room.change(roomId, settings, tx))) throw new AppError('room.name_taken');
      hints.after(tx, { type: 'rooms', roomIds: [roomId, ...(await Room.listThreads(roomId, tx))] });
    });
    log.info({ roomId, changed: Object.keys(settings) }, 'room changed');
    return directory.get(actor.userId, roomId);
  }
}

function assertMayChange(row: RoomRow, { name }: UpdateRoom): void {
  if (row.leads === 0 || !mayBeChanged(row.kind)) throw new AppError('auth.forbidden');
  if (name === undefined || row.kind === 'channel') return;
  throw new AppError('request.invalid', { errors: [{ path: 'name', message: 'only a channel has a name' }] });
}

/** What is archived already keeps its time. */
function archivedAt(row: RoomRow, isArchived: boolean | undefined, now: Date): Date | null | undefined {
  if (isArchived === undefined) return undefined;
  return isArchived ? (row.archivedAt ?? now) : null;
}
