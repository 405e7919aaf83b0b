import type { Logger } from 'pino';
import type { JanusAdmin } from './admin.js';
import type { Handle } from './handle.js';
import type { JanusLink } from './transport.js';
import { destroyRoom, listRooms } from './videoroom.js';

export interface Ours {
  readonly link: JanusLink;
  readonly control: Handle;
  readonly hasRoom: (sessionId: string) => boolean;
}

export interface ReconcilerDeps {
  readonly admin: JanusAdmin;
  readonly log: Logger;
  /** What the node knows of the Janus of now, null while there is none. */
  ours(): Ours | null;
}

export interface Swept {
  readonly handles: number;
  readonly rooms: number;
}

const OWNER = /^seodang (\d+)$/;

/** By this text in a room it is known which Janus session, that is which life of a node, made it. */
export const ownerMark = (link: JanusLink) => `seodang ${link.sessionId}`;

/**
 * Compares what is in Janus with what the node knows and removes what nobody owns: handles whose attach or
 * detach went wrong, rooms of a node that was killed. Two sweeps have to see it, as the first may see what is
 * being made.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  #suspects = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#sweepAndTell().finally(() => {
        this.#running = null;
      });
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** @returns How much was removed. */
  async sweep(): Promise<Swept> {
    const ours = this.#deps.ours();
    if (!ours) return { handles: 0, rooms: 0 };
    const handles = await this.#strayHandles(ours);
    const rooms = await this.#strayRooms(ours);
    const seen = [...handles.map((id) => `handle ${id}`), ...rooms.map((room) => `room ${room}`)];
    const removed = { handles: 0, rooms: 0 };
    for (const id of handles.filter((handle) => this.#suspects.has(`handle ${handle}`))) {
      await this.#deps.admin.detachHandle({ sessionId: ours.link.sessionId, handleId: id });
      removed.handles += 1;
    }
    for (const room of rooms.filter((name) => this.#suspects.has(`room ${name}`))) {
      await destroyRoom(ours.control, room);
      removed.rooms += 1;
    }
    this.#suspects = new Set(seen);
    return removed;
  }

  async #strayHandles({ link }: Ours): Promise<number[]> {
    const there = await this.#deps.admin.listHandles(link.sessionId);
    const known = link.handleIds;
    return there.filter((id) => !known.has(id));
  }

  async #strayRooms({ link, control, hasRoom }: Ours): Promise<string[]> {
    const rooms = await listRooms(control);
    const living = new Set(await this.#deps.admin.listSessions());
    return rooms
      .filter(({ room, description }) => {
        const owner = Number(OWNER.exec(description)?.[1] ?? NaN);
        return owner === link.sessionId ? !hasRoom(room) : !Number.isNaN(owner) && !living.has(owner);
      })
      .map(({ room }) => room);
  }

  async #sweepAndTell(): Promise<void> {
    try {
      const removed = await this.sweep();
      if (removed.handles + removed.rooms > 0) this.#deps.log.warn(removed, 'janus reconciled');
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'janus not reconciled');
    }
  }
}
