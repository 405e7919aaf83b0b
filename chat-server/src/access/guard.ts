import { ACCESS_HINTS, AccessHint } from '@seodang/contracts/chat-access';
import type { RoomEvent } from '@seodang/contracts/chat';
import type { LessonId, RoomId, UserId } from '@seodang/contracts/ids';
import { destinations, parseDestination } from '@seodang/contracts/live/destinations';
import type { Redis } from 'ioredis';
import type { Outlet, Peer } from '../broker/application.js';
import type { Log } from '@seodang/server-kit/log';
import type { BackendClient } from './backend.client.js';
import type { Identities } from './identities.js';
import type { Readers } from './readers.js';
import type { RoomAccess } from './room-access.js';

export interface GuardDeps {
  readonly backend: BackendClient;
  readonly access: RoomAccess;
  readonly identities: Identities;
  readonly readers: Readers;
  readonly outlet: Outlet;
  readonly log: Log;
  /** Nobody reads this topic any more. */
  readonly onUnread: (topic: string) => void;
  /** These people's lists may have changed, and that of everybody who has one of these rooms. */
  readonly onLists: (changed: { userIds: readonly UserId[]; roomIds: readonly RoomId[] }) => Promise<void>;
}

const AT_ONCE = 8;

/** Takes away from people here what they may no more: at a hint at once, and by looking again and again. */
export class Guard {
  readonly #deps: GuardDeps;

  constructor(deps: GuardDeps) {
    this.#deps = deps;
  }

  /** Listens to the backend's hints. */
  async listen(listener: Redis): Promise<void> {
    listener.on('message', (channel: string, text: string) => {
      if (channel !== ACCESS_HINTS) return;
      const hint = readHint(text);
      if (!hint) this.#deps.log.warn({ length: text.length }, 'a hint that nobody understands');
      else this.#follow(hint);
    });
    await listener.subscribe(ACCESS_HINTS);
  }

  /** Closes the connections whose sign-in lives no more. */
  async sweepSignIns(): Promise<void> {
    const { backend, outlet } = this.#deps;
    const signInIds = [...new Set(Array.from(outlet.peers(), ({ person }) => person.signInId))];
    if (signInIds.length > 0) this.#endSignIns(await backend.endedOf(signInIds));
  }

  /** Looks at everybody who reads a room or a lesson here. */
  async sweepReaders(): Promise<void> {
    const { readers, access } = this.#deps;
    access.sweep();
    const rooms = new Set<RoomId>();
    const followers = new Set<UserId>();
    for (const topic of readers.topics()) {
      const destination = parseDestination(topic);
      if (destination?.name === 'lesson') for (const userId of readers.of(topic)) followers.add(userId);
      if (destination?.name === 'room' || destination?.name === 'roomPresence') rooms.add(destination.roomId);
    }
    await eachOf(rooms, (roomId) => this.#checkRoom(roomId));
    await eachOf(followers, (userId) => this.#checkPerson(userId));
  }

  /** Hints may have been missed: nothing that is remembered counts any more. */
  async lookAgain(): Promise<void> {
    this.#deps.access.forgetAll();
    this.#deps.identities.forgetAll();
    await this.sweepSignIns();
    await this.sweepReaders();
  }

  #follow(hint: AccessHint): void {
    this.#deps.access.forget(hint);
    this.#act(hint).catch((error: unknown) => {
      // The next sweep looks again.
      this.#deps.log.warn({ err: error, type: hint.type }, 'a hint could not be followed');
    });
  }

  async #act(hint: AccessHint): Promise<void> {
    switch (hint.type) {
      case 'sign-ins.ended':
        this.#deps.identities.forget(hint.signInIds);
        this.#endSignIns(hint.signInIds);
        return;
      case 'person':
        await this.#checkPerson(hint.userId);
        await this.#deps.onLists({ userIds: [hint.userId], roomIds: [] });
        return;
      case 'room':
        await this.#roomsChanged([hint.roomId]);
        return;
      case 'rooms':
        await this.#roomsChanged(hint.roomIds);
        return;
    }
  }

  async #roomsChanged(roomIds: readonly RoomId[]): Promise<void> {
    const { outlet, onLists } = this.#deps;
    await eachOf(roomIds, (roomId) => this.#checkRoom(roomId));
    for (const roomId of roomIds) {
      const event: RoomEvent = { type: 'room.changed', roomId };
      outlet.publish(destinations.room(roomId), JSON.stringify(event));
    }
    await onLists({ userIds: [], roomIds });
  }

  #endSignIns(signInIds: Iterable<string>): void {
    const ended = new Set(signInIds);
    const peers: Peer[] = [];
    for (const peer of this.#deps.outlet.peers()) if (ended.has(peer.person.signInId)) peers.push(peer);
    for (const peer of peers) this.#deps.outlet.close(peer, 'auth.expired');
  }

  /** Members need no question of their own; only who is none is asked about. */
  async #checkRoom(roomId: RoomId): Promise<void> {
    const { backend, readers } = this.#deps;
    const topics = [destinations.room(roomId), destinations.roomPresence(roomId)];
    const userIds = [...new Set(topics.flatMap((topic) => readers.of(topic)))];
    if (userIds.length === 0) return;
    const members = new Set(await backend.membersAmong(roomId, userIds));
    await eachOf(
      userIds.filter((userId) => !members.has(userId)),
      (userId) => this.#checkPerson(userId),
    );
  }

  async #checkPerson(userId: UserId): Promise<void> {
    const { backend, readers, outlet, onUnread } = this.#deps;
    const read = readers.topicsOf(userId).map((topic) => ({ topic, of: subjectOf(topic) }));
    const roomIds = [...new Set(read.flatMap(({ of }) => of?.roomId ?? []))];
    const lessonIds = [...new Set(read.flatMap(({ of }) => of?.lessonId ?? []))];
    if (roomIds.length + lessonIds.length === 0) return;
    const answer = await backend.access({ userId, roomIds, lessonIds });
    const theirs = new Set<string>([...answer.rooms.map(({ room }) => room.id), ...answer.lessonIds]);
    for (const { topic, of } of read) {
      const subject = of?.roomId ?? of?.lessonId;
      if (subject === undefined || theirs.has(subject)) continue;
      outlet.endSubscriptions(userId, topic);
      if (readers.removePerson(userId, topic)) onUnread(topic);
    }
  }
}

function subjectOf(topic: string): { roomId?: RoomId; lessonId?: LessonId } | null {
  const destination = parseDestination(topic);
  if (destination?.name === 'lesson') return { lessonId: destination.lessonId };
  const isRoom = destination?.name === 'room' || destination?.name === 'roomPresence';
  return isRoom ? { roomId: destination.roomId } : null;
}

/** A few at a time. */
async function eachOf<T>(all: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const lane = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rest.length) }, lane));
}

function readHint(text: string): AccessHint | null {
  try {
    return AccessHint.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
