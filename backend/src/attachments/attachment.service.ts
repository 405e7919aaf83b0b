import { AttachmentId, type RoomId, type UserId } from '@seodang/contracts/ids';
import type { AttachmentQuery, AttachmentView } from '@seodang/contracts/rooms';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { RateLimit } from '../platform/http/rate-limit.js';
import { newId } from '@seodang/server-kit/ids';
import { Turns } from '../platform/turns.js';
import { Room, type RoomDirectory } from '../rooms/index.js';
import { toAttachedPicture, type Size } from './attachment-picture.js';
import { Attachment } from './attachment.model.js';

export interface AttachmentDeps {
  readonly directory: RoomDirectory;
  /** Pictures one person may upload. */
  readonly limit: RateLimit;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

const KEEP_UNUSED_MS = 24 * 3_600_000;
/** In which operators can judge what was reported, or deleted by somebody else. */
const KEEP_FORGOTTEN_MS = 30 * 24 * 3_600_000;
const MOST_WAITING = 8;

/** Pictures in rooms, for the people of the room. They are kept in SQL, as covers are. @see docs/adr/0023-covers-in-the-database.md */
export class AttachmentService {
  readonly #deps: AttachmentDeps;
  /** One picture at a time: unpacked, each takes a hundred megabytes. */
  readonly #turns = new Turns(MOST_WAITING);

  constructor(deps: AttachmentDeps) {
    this.#deps = deps;
  }

  /** Before the bytes are read. @throws {AppError} `room.not_found`, `room.archived`, `room.read_only`, `direct.…`, `request.too_many` */
  async assertMayAttach({ userId }: Actor, roomId: RoomId): Promise<void> {
    const { directory, limit } = this.#deps;
    await directory.getWritable(userId, roomId);
    await limit.take(userId);
  }

  /** @throws {AppError} `attachment.unreadable`, `request.too_many`; those of `assertMayAttach` */
  async attach(
    { userId }: Actor,
    roomId: RoomId,
    { upload, name }: AttachmentQuery & { upload: Buffer },
  ): Promise<AttachmentView> {
    const { directory, inTransaction, now } = this.#deps;
    const picture = await this.#turns.take(() => toAttachedPicture(upload));
    const id = newId(AttachmentId);
    await inTransaction(async (tx) => {
      const room = await directory.getWritable(userId, roomId, tx);
      await Room.keep(room, tx);
      await Attachment.create(
        { id, roomId, userId, name, ...picture, createdAt: now() },
        { transaction: tx },
      );
    });
    return { id, name, width: picture.width, height: picture.height };
  }

  /**
   * That a person may see a picture now: who is in its room, until its message is deleted; operators, who learn its id from
   * a report, as long as it is there.
   *
   * @throws {AppError} `attachment.not_found`
   */
  async assertMayRead({ userId, roles }: Actor, id: AttachmentId): Promise<void> {
    const place = await Attachment.findPlace(id);
    if (!place) throw new AppError('attachment.not_found');
    if (roles.includes('operator')) return;
    const [room] = place.forgottenAt ? [] : await this.#deps.directory.find(userId, [place.roomId]);
    if (!room) throw new AppError('attachment.not_found');
  }

  /** The WebP of one size, for whom `assertMayRead` let through. @throws {AppError} `attachment.not_found` */
  async read(id: AttachmentId, size: Size): Promise<Buffer> {
    const body = await Attachment.findBody(id, size);
    if (!body) throw new AppError('attachment.not_found');
    return body;
  }

  /** What a message of this person in this room takes, in the order asked; others are left out. */
  async use(wish: {
    userId: UserId;
    roomId: RoomId;
    attachmentIds: readonly AttachmentId[];
  }): Promise<AttachmentView[]> {
    const { userId, roomId, attachmentIds: ids } = wish;
    if (ids.length === 0) return [];
    const { inTransaction, now } = this.#deps;
    const found = await inTransaction((tx) => Attachment.use({ ids, roomId, userId, at: now() }, tx));
    const views = new Map(found.map((each) => [each.id, toAttachmentView(each)]));
    return ids.flatMap((id) => views.get(id) ?? []);
  }

  /** Hides the pictures of deleted messages from everybody but operators. @see docs/adr/0026-rooms.md */
  forget(attachmentIds: readonly AttachmentId[]): Promise<void> {
    return Attachment.forget(attachmentIds, this.#deps.now());
  }

  /** Removes the pictures of messages that were deleted a month ago. */
  removeForgotten(): Promise<number> {
    return Attachment.removeForgotten(new Date(this.#deps.now().getTime() - KEEP_FORGOTTEN_MS));
  }

  /** Forgets what no message took for a day. */
  forgetUnused(): Promise<number> {
    return Attachment.removeUnused(new Date(this.#deps.now().getTime() - KEEP_UNUSED_MS));
  }
}

function toAttachmentView({ id, name, width, height }: AttachmentView): AttachmentView {
  return { id, name, width, height };
}
