import { RoomHead } from '@seodang/contracts/chat';
import { MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Log } from '@seodang/server-kit/log';

const CHANNEL = 'seodang:chat';
const ALONE_MS = 3_000;
/** Larger ones only say what there is to read. */
const BODIES_LENGTH = 256 * 1024;

/** A message that has been stored, as far as other replicas need it; `body` is the event, ready to be sent. */
const Added = z.object({
  roomId: RoomId,
  messageId: MessageId,
  seq: z.int().positive(),
  last: RoomHead.shape.last,
  mentions: z.array(UserId),
  body: z.string().nullable(),
});
export type Added = z.infer<typeof Added>;

const ChatHint = z.discriminatedUnion('type', [
  z.object({ type: z.literal('added'), items: z.array(Added) }),
  /** An event for the readers of a room that is not stored by itself: a changed message, somebody who types. */
  z.object({
    type: z.literal('event'),
    roomId: RoomId,
    changedAt: z.number().nullable(),
    body: z.string(),
    /** What lists show of a message that says something else now. */
    head: z.object({ lastSeq: z.int().positive(), last: RoomHead.shape.last }).nullable().default(null),
  }),
  z.object({ type: z.literal('read'), userId: UserId, roomId: RoomId, seq: z.int().positive() }),
  /** A replica listens from now on. */
  z.object({ type: z.literal('here') }),
  /** Somebody looks at who is present in a room: say who of yours is. */
  z.object({ type: z.literal('presence.wanted'), roomIds: z.array(RoomId) }),
  /** Who is present in these rooms has changed. */
  z.object({ type: z.literal('presence.changed'), roomIds: z.array(RoomId) }),
]);
/** What replicas tell each other. A hint: what is lost is found in the store. */
export type ChatHint = z.infer<typeof ChatHint>;

const Envelope = z.object({ replica: z.string(), hint: ChatHint });

/** The channel on which the replicas tell each other what they did. */
export class ChatChannel {
  readonly #deps: { readonly redis: Redis; readonly replicaId: string; readonly log: Log };
  /** Until then nobody but this replica listens, as far as is known; who begins to listen says so. */
  #aloneUntil = 0;

  constructor(deps: { redis: Redis; replicaId: string; log: Log }) {
    this.#deps = deps;
  }

  /** Tells the other replicas, without waiting; while Redis is away they find out by themselves. */
  tell(hint: ChatHint): void {
    if (performance.now() < this.#aloneUntil) return;
    const { redis, replicaId, log } = this.#deps;
    const text = JSON.stringify({ replica: replicaId, hint: light(hint) });
    redis.publish(CHANNEL, text).then(
      (listeners) => {
        if (listeners <= 1) this.#aloneUntil = performance.now() + ALONE_MS;
      },
      (error: unknown) => {
        log.debug({ err: error, type: hint.type }, 'hint not sent');
      },
    );
  }

  /** Says that this replica listens, so that those who thought they were alone tell it what they do. */
  announce(): void {
    this.#aloneUntil = 0;
    this.tell({ type: 'here' });
  }

  /** Listens to the others; what comes from this replica itself is left out. */
  async listen(listener: Redis, onHint: (hint: ChatHint) => void): Promise<void> {
    const { replicaId, log } = this.#deps;
    listener.on('message', (channel: string, text: string) => {
      if (channel !== CHANNEL) return;
      const envelope = readEnvelope(text);
      if (!envelope) log.warn({ length: text.length }, 'a hint that nobody understands');
      if (!envelope || envelope.replica === replicaId) return;
      this.#aloneUntil = 0;
      onHint(envelope.hint);
    });
    await listener.subscribe(CHANNEL);
    this.announce();
  }
}

function light(hint: ChatHint): ChatHint {
  if (hint.type !== 'added') return hint;
  const length = hint.items.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
  return length <= BODIES_LENGTH
    ? hint
    : { ...hint, items: hint.items.map((item) => ({ ...item, body: null })) };
}

function readEnvelope(text: string): z.infer<typeof Envelope> | null {
  try {
    return Envelope.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
