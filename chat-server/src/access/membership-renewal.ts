import type { MembershipsQuestion } from '@seodang/contracts/chat-access';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { BackendClient } from './backend.client.js';
import type { Membership } from './membership.js';

/** Nobody waits for these. */
const GATHER_MS = 500;

/** Asks again what people may who talk: about all of half a second in one question, as each of them is asked about once a minute. */
export class MembershipRenewal {
  readonly #backend: Pick<BackendClient, 'memberships'>;
  #people: MembershipsQuestion['people'] = [];
  #answers: Promise<Membership[][]> | null = null;

  constructor(backend: Pick<BackendClient, 'memberships'>) {
    this.#backend = backend;
  }

  /** Null: not theirs any more. @throws {AppError} `chat.unavailable` */
  async ask(userId: UserId, roomId: RoomId): Promise<Membership | null> {
    this.#answers ??= this.#gather();
    const at = this.#people.push({ userId, roomIds: [roomId] }) - 1;
    const answers = await this.#answers;
    return answers[at]?.[0] ?? null;
  }

  #gather(): Promise<Membership[][]> {
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        const people = this.#people;
        this.#people = [];
        this.#answers = null;
        this.#backend.memberships(people).then(resolve, reject);
      }, GATHER_MS).unref();
    });
  }
}
