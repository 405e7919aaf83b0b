import type { PresenceEvent, PresenceState, SetPresence } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import type { z } from 'zod';
import type { Readers } from '../access/readers.js';
import type { ChatChannel, ChatHint } from '../bridge/chat-channel.js';
import type { Outlet, Peer } from '../broker/application.js';
import type { Log } from '@seodang/server-kit/log';
import type { Roster } from '../rooms/roster.js';
import type { PresenceStore, Present } from './presence.store.js';

export interface PresenceDeps {
  readonly store: Pick<PresenceStore, 'read' | 'write'>;
  readonly readers: Readers;
  readonly roster: Roster;
  readonly outlet: Pick<Outlet, 'publish' | 'publishToPeer'>;
  readonly channel: Pick<ChatChannel, 'tell'>;
  readonly log: Log;
}

const GATHER_MS = 2_000;
/** Whoever reloads a page is not away. */
const LEAVING_MS = 4_000;
const BEAT_MS = 10_000;
const WANTED_MS = 25_000;

/**
 * Who is active, idle or away, told only to who looks at it: replicas say who of theirs is present in rooms that
 * somebody looks at anywhere, and readers hear what has changed, gathered over two seconds.
 */
export class PresenceService {
  readonly #deps: PresenceDeps;
  readonly #people = new Map<UserId, Map<Peer, Present>>();
  /** Rooms that somebody looks at, here or elsewhere, and until when that is known. */
  readonly #wanted = new Map<RoomId, number>();
  /** What the readers here know. */
  readonly #told = new Map<RoomId, ReadonlyMap<UserId, Present>>();
  /** People here whose state has to be said, and from when on. */
  readonly #changed = new Map<UserId, number>();
  /** Rooms that have to be looked at again. */
  readonly #doubtful = new Set<RoomId>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => void this.#quietly(this.#flush()), GATHER_MS),
      setInterval(() => void this.#quietly(this.#beat()), BEAT_MS),
    );
  }

  /** Says that everybody here is gone, so that nobody seems to be here until it fades. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const gone = new Map(Array.from(this.#people.keys(), (userId) => [userId, null] as const));
    this.#people.clear();
    await this.#quietly(this.#say([...this.#wanted.keys()], gone));
  }

  set(peer: Peer, { state }: z.infer<typeof SetPresence>): void {
    this.#peersOf(peer.person.userId).set(peer, state);
    this.#changed.set(peer.person.userId, Date.now());
  }

  /** A connection, or one more of its subscriptions: from now on it shows in more rooms. */
  arrived(peer: Peer): void {
    const peers = this.#peersOf(peer.person.userId);
    if (!peers.has(peer)) peers.set(peer, 'active');
    this.#changed.set(peer.person.userId, Date.now());
  }

  left(peer: Peer): void {
    const { userId } = peer.person;
    const peers = this.#people.get(userId);
    if (!peers?.delete(peer)) return;
    if (peers.size === 0) this.#people.delete(userId);
    this.#changed.set(userId, Date.now() + (peers.size === 0 ? LEAVING_MS : 0));
  }

  /** A new reader hears of everybody first. */
  async opened(peer: Peer, roomId: RoomId): Promise<void> {
    const isNew = !this.#isWanted(roomId);
    this.#want([roomId]);
    if (isNew) {
      this.#deps.channel.tell({ type: 'presence.wanted', roomIds: [roomId] });
      await this.#quietly(this.#say([roomId], this.#statesOf(this.#peopleOf(roomId))));
    }
    const present = await this.#read(roomId);
    const topic = destinations.roomPresence(roomId);
    // They may have gone meanwhile.
    if (!this.#told.has(roomId) && this.#deps.readers.has(topic)) this.#told.set(roomId, present);
    const body = bodyOf({ isWhole: true, people: listOf(present) });
    this.#deps.outlet.publishToPeer(peer, topic, body);
  }

  /** Nobody reads it here any more. */
  closed(roomId: RoomId): void {
    this.#told.delete(roomId);
  }

  hear(hint: ChatHint): void {
    if (hint.type === 'presence.changed') for (const roomId of hint.roomIds) this.#doubtful.add(roomId);
    if (hint.type !== 'presence.wanted') return;
    const fresh = hint.roomIds.filter((roomId) => !this.#isWanted(roomId));
    this.#want(hint.roomIds);
    for (const roomId of fresh) {
      for (const userId of this.#peopleOf(roomId)) this.#changed.set(userId, Date.now());
    }
  }

  /** Says what changed here and tells the readers here what changed anywhere. */
  async #flush(): Promise<void> {
    const now = Date.now();
    const due = [...this.#changed].filter(([, from]) => from <= now).map(([userId]) => userId);
    for (const userId of due) this.#changed.delete(userId);
    const rooms = this.#wantedRooms().filter((roomId) => this.#concerns(roomId, due));
    if (rooms.length > 0) {
      await this.#quietly(this.#say(rooms, this.#statesOf(due)));
      for (const roomId of rooms) this.#doubtful.add(roomId);
      this.#deps.channel.tell({ type: 'presence.changed', roomIds: rooms });
    }
    const doubtful = [...this.#doubtful].filter((roomId) => this.#told.has(roomId));
    this.#doubtful.clear();
    for (const roomId of doubtful) await this.#tellChanges(roomId);
  }

  /** Says again that everybody is still here, and sees who has faded away. */
  async #beat(): Promise<void> {
    const read = [...this.#told.keys()];
    this.#want(read);
    if (read.length > 0) this.#deps.channel.tell({ type: 'presence.wanted', roomIds: read });
    await this.#quietly(this.#say(this.#wantedRooms(), this.#statesOf(this.#people.keys())));
    for (const roomId of read) await this.#tellChanges(roomId);
  }

  async #tellChanges(roomId: RoomId): Promise<void> {
    const before = this.#told.get(roomId);
    const present = await this.#read(roomId);
    if (!before || !this.#told.has(roomId)) return;
    this.#told.set(roomId, present);
    const people: PresenceEvent['people'] = listOf(present).filter(
      ({ userId, state }) => before.get(userId) !== state,
    );
    for (const userId of before.keys()) if (!present.has(userId)) people.push({ userId, state: 'offline' });
    if (people.length === 0) return;
    this.#deps.outlet.publish(destinations.roomPresence(roomId), bodyOf({ isWhole: false, people }));
  }

  /** While Redis is away, those here at least. */
  async #read(roomId: RoomId): Promise<Map<UserId, Present>> {
    try {
      return await this.#deps.store.read(roomId);
    } catch {
      const present = new Map<UserId, Present>();
      for (const [userId, state] of this.#statesOf(this.#peopleOf(roomId))) {
        if (state) present.set(userId, state);
      }
      return present;
    }
  }

  /** Writes the states of these people into those of the rooms that they have. */
  async #say(roomIds: readonly RoomId[], states: ReadonlyMap<UserId, Present | null>): Promise<void> {
    const rooms = new Map<RoomId, Map<UserId, Present | null>>();
    for (const roomId of roomIds) {
      const people = this.#peopleOf(roomId);
      const concerned = [...states].filter(([userId, state]) => state === null || people.has(userId));
      if (concerned.length > 0) rooms.set(roomId, new Map(concerned));
    }
    await this.#deps.store.write(rooms);
  }

  /** Somebody who left has no rooms here any more; they may have been in any. */
  #concerns(roomId: RoomId, userIds: readonly UserId[]): boolean {
    const people = this.#peopleOf(roomId);
    return userIds.some((userId) => people.has(userId) || !this.#people.has(userId));
  }

  #statesOf(userIds: Iterable<UserId>): Map<UserId, Present | null> {
    return new Map(Array.from(userIds, (userId) => [userId, this.#stateOf(userId)] as const));
  }

  #stateOf(userId: UserId): Present | null {
    const states = [...(this.#people.get(userId)?.values() ?? [])];
    if (states.length === 0) return null;
    return states.includes('active') ? 'active' : 'idle';
  }

  #peersOf(userId: UserId): Map<Peer, Present> {
    const peers = this.#people.get(userId) ?? new Map<Peer, Present>();
    this.#people.set(userId, peers);
    return peers;
  }

  #peopleOf(roomId: RoomId): Set<UserId> {
    const { readers, roster } = this.#deps;
    const topics = [destinations.room(roomId), destinations.roomPresence(roomId)];
    return new Set([...roster.of(roomId), ...topics.flatMap((topic) => readers.of(topic))]);
  }

  #want(roomIds: Iterable<RoomId>): void {
    for (const roomId of roomIds) this.#wanted.set(roomId, Date.now() + WANTED_MS);
  }

  #isWanted(roomId: RoomId): boolean {
    return (this.#wanted.get(roomId) ?? 0) > Date.now();
  }

  #wantedRooms(): RoomId[] {
    for (const roomId of [...this.#wanted.keys()]) if (!this.#isWanted(roomId)) this.#wanted.delete(roomId);
    return [...this.#wanted.keys()];
  }

  async #quietly(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      this.#deps.log.debug({ err: error }, 'presence could not be told');
    });
  }
}

function listOf(present: ReadonlyMap<UserId, Present>): { userId: UserId; state: PresenceState }[] {
  return Array.from(present, ([userId, state]) => ({ userId, state }));
}

function bodyOf(event: PresenceEvent): string {
  return JSON.stringify(event);
}
