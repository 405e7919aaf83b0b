import type { RoomEvent, Typing } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RoomAccess } from '../access/room-access.js';
import { whyNotWrite } from '../access/room.rules.js';
import type { FanOut } from './fan-out.js';

/** More than this tells nobody anything: in a full room the others see that several type. */
const OF_ONE = { points: 4, duration: 3 };
const IN_A_ROOM = { points: 12, duration: 3 };

export interface TypingServiceDeps {
  readonly access: RoomAccess;
  readonly fanOut: Pick<FanOut, 'passing'>;
}

/** That somebody types; not kept, and silently dropped when it is too much. */
export class TypingService {
  readonly #deps: TypingServiceDeps;
  readonly #ofOne = new RateLimiterMemory(OF_ONE);
  readonly #inRoom = new RateLimiterMemory(IN_A_ROOM);

  constructor(deps: TypingServiceDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `room.not_found`, `chat.unavailable` */
  async tell(userId: UserId, roomId: RoomId, { isTyping }: Typing): Promise<void> {
    const { room, self: person } = await this.#deps.access.get(userId, roomId);
    if (whyNotWrite(room) || !(await this.#isLittle(userId, roomId))) return;
    const event: RoomEvent = { type: 'typing', person, isTyping };
    this.#deps.fanOut.passing(roomId, JSON.stringify(event));
  }

  async #isLittle(userId: UserId, roomId: RoomId): Promise<boolean> {
    try {
      await this.#ofOne.consume(`${userId} ${roomId}`);
      await this.#inRoom.consume(roomId);
      return true;
    } catch {
      return false;
    }
  }
}
