import { createHash, randomBytes } from 'node:crypto';
import type { ConnectAnswer, ConnectQuestion } from '@seodang/contracts/chat-access';
import { UserId } from '@seodang/contracts/ids';
import type { ChatTicket } from '@seodang/contracts/rooms';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { SignIn } from '../identity/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { Actor } from '../platform/http/actor.js';

export interface TicketDeps {
  readonly redis: Redis;
  readonly now: Now;
}

const LIFETIME_SEC = 30;
const Bearer = z.strictObject({ userId: UserId, signInId: z.uuid() });
type Bearer = z.infer<typeof Bearer>;
type Person = ConnectAnswer['person'];

/** How a browser introduces itself to the chat-server: by a ticket for one CONNECT, so that no token is in an address or a frame. */
export class TicketService {
  readonly #deps: TicketDeps;

  constructor(deps: TicketDeps) {
    this.#deps = deps;
  }

  /** @throws when Redis is away. */
  async issue({ userId, signInId }: Actor): Promise<ChatTicket> {
    const { redis, now } = this.#deps;
    const ticket = randomBytes(32).toString('base64url');
    const bearer: Bearer = { userId, signInId };
    await redis.set(keyOf(ticket), JSON.stringify(bearer), 'EX', LIFETIME_SEC);
    return { ticket, expiresAt: new Date(now().getTime() + LIFETIME_SEC * 1000).toISOString() };
  }

  /** The person behind a ticket, which is worth nothing afterwards, or behind a sign-in; null for nobody, any more. */
  async introduce(question: ConnectQuestion): Promise<Person> {
    const bearer = question.by === 'ticket' ? await this.#redeem(question.ticket) : question;
    return bearer && this.#confirm(bearer);
  }

  /** Which of these sign-ins stand no more. */
  async listEnded(signInIds: readonly string[]): Promise<string[]> {
    const standing = new Set(await SignIn.listStanding(signInIds, this.#deps.now()));
    return signInIds.filter((id) => !standing.has(id));
  }

  async #redeem(ticket: string): Promise<Bearer | null> {
    const kept = await this.#deps.redis.getdel(keyOf(ticket));
    return kept === null ? null : Bearer.parse(JSON.parse(kept));
  }

  async #confirm({ userId, signInId }: Bearer): Promise<Person> {
    const bearer = await SignIn.findBearer(signInId, userId);
    if (!bearer || bearer.endsAt <= this.#deps.now()) return null;
    return { userId, signInId, name: bearer.name, roles: [...bearer.roles] };
  }
}

/** Redis never holds the ticket itself. */
function keyOf(ticket: string): string {
  return `chat-ticket:${createHash('sha256').update(ticket).digest('base64url')}`;
}
