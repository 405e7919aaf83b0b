import type { MessageId, RoomId } from '@seodang/contracts/ids';
import { GroupCommit } from '../platform/group-commit.js';
import type { Log } from '@seodang/server-kit/log';
import type { HeadStore } from '../rooms/head.store.js';
import type { MessageRow } from './message.row.js';
import type { MessageStore } from './message.store.js';

interface Reply {
  /** The room of the message that the thread hangs on. */
  readonly parentId: RoomId;
  readonly messageId: MessageId;
  readonly roomId: RoomId;
  readonly replies: number;
  readonly lastAt: Date;
}

/** What a message tells of the thread under it once this answer is in it. */
export function summaryAt(answer: Pick<MessageRow, 'roomId' | 'seq' | 'sentAt'>) {
  return { roomId: answer.roomId, replies: answer.seq, lastAt: answer.sentAt };
}

/** A lively thread changes the message it hangs on once in a while, not with each reply. */
const GATHER_MS = 300;

/** Keeps the summary of a thread at the message that it hangs on. */
export class ThreadSummaries {
  readonly #summaries: GroupCommit<string, Reply>;
  readonly #log: Log;

  constructor(deps: {
    store: Pick<MessageStore, 'summariseThread'>;
    heads: Pick<HeadStore, 'change'>;
    onChanged: (row: MessageRow) => void;
    log: Log;
  }) {
    this.#log = deps.log;
    this.#summaries = new GroupCommit({
      merge: (before, next) => (next.replies > before.replies ? next : before),
      gatherMs: GATHER_MS,
      write: async (summaries) => {
        for (const { parentId, messageId, ...summary } of summaries.values()) {
          const row = await deps.store.summariseThread({ roomId: parentId, messageId }, summary);
          if (!row) continue;
          deps.onChanged(row);
          await deps.heads.change(row);
        }
      },
    });
  }

  /** A reply was stored in the thread under a message. A summary that is lost is made good by the next reply, or start. */
  note({ roomId: parentId, messageId }: { roomId: RoomId; messageId: MessageId }, reply: MessageRow): void {
    const summary = { parentId, messageId, ...summaryAt(reply) };
    this.#summaries.add(`${parentId} ${messageId}`, summary).catch((error: unknown) => {
      this.#log.warn({ err: error, messageId }, 'a thread was not summarised');
    });
  }

  drain(): Promise<void> {
    return this.#summaries.drain();
  }
}
