import type {
  Changes,
  ChangesQuery,
  HistoryPage,
  HistoryQuery,
  MessageHistory,
  MessageView,
  SearchQuery,
} from '@seodang/contracts/chat';
import type { MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomAccess } from '../access/room-access.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { FormerTextStore } from './former-text.store.js';
import type { Limits } from './limits.js';
import type { MessageSearch } from './message-search.js';
import type { MessageStore } from './message.store.js';
import { toMessageView } from './message.view.js';

const CHANGES_AT_MOST = 500;
/** Clocks of replicas differ, and a change is seen a little after the time that it carries. */
const OVERLAP_MS = 30_000;
const PINS_SHOWN = 50;

export interface HistoryServiceDeps {
  readonly access: RoomAccess;
  readonly store: MessageStore;
  readonly formerTexts: FormerTextStore;
  readonly searching: MessageSearch;
  readonly limits: Limits;
  readonly now: Now;
}

/** What was said in a room, for who has the room. */
export class HistoryService {
  readonly #deps: HistoryServiceDeps;

  constructor(deps: HistoryServiceDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `room.not_found`, as all questions about a room; `request.too_many` */
  async page(userId: UserId, roomId: RoomId, query: HistoryQuery): Promise<HistoryPage> {
    const { access, store, limits } = this.#deps;
    await access.get(userId, roomId);
    await limits.read(userId);
    // The page is read after the end, so that it never lacks what the end promises.
    const lastSeq = await store.lastSeq(roomId);
    const rows = await store.page(roomId, query);
    return { items: rows.map(toMessageView), lastSeq: Math.max(lastSeq, rows.at(-1)?.seq ?? 0) };
  }

  /** @throws {AppError} `room.not_found`, `request.too_many` */
  async changes(userId: UserId, roomId: RoomId, { since }: ChangesQuery): Promise<Changes> {
    const { access, store, limits, now } = this.#deps;
    await access.get(userId, roomId);
    await limits.read(userId);
    const overlap = new Date(now().getTime() - OVERLAP_MS);
    const rows = await store.changes(roomId, { since: new Date(since), limit: CHANGES_AT_MOST });
    const isComplete = rows.length < CHANGES_AT_MOST;
    const until = isComplete ? overlap : (rows.at(-1)?.changedAt ?? overlap);
    return { items: rows.map(toMessageView), until: until.toISOString(), isComplete };
  }

  /** @throws {AppError} `room.not_found`, `request.too_many`, `chat.unavailable` */
  async search(userId: UserId, roomId: RoomId, query: SearchQuery): Promise<MessageView[]> {
    const { access, searching, limits } = this.#deps;
    await access.get(userId, roomId);
    await limits.search(userId);
    return (await searching.find(roomId, query)).map(toMessageView);
  }

  /** @throws {AppError} `room.not_found`, `request.too_many` */
  async pins(userId: UserId, roomId: RoomId): Promise<MessageView[]> {
    const { access, store, limits } = this.#deps;
    await access.get(userId, roomId);
    await limits.read(userId);
    return (await store.pins(roomId, PINS_SHOWN)).map(toMessageView);
  }

  /** What a message said before, for operators, newest first. @throws {AppError} `message.not_found` */
  async formerTexts(messageId: MessageId): Promise<MessageHistory> {
    const [message] = await this.#deps.store.findAnywhere([messageId]);
    if (!message) throw new AppError('message.not_found');
    const texts = await this.#deps.formerTexts.before(messageId, message.version);
    const items = texts.map(({ text, attachments, until, change, by, reason }) => ({
      text,
      attachments: [...(attachments ?? [])],
      until: until.toISOString(),
      change,
      by,
      reason,
    }));
    return { items };
  }
}
