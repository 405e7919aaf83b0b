import { SetPresence } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { destinations, parseDestination, type Destination } from '@seodang/contracts/live/destinations';
import type { Identities } from './access/identities.js';
import type { Readers } from './access/readers.js';
import type { RoomAccess } from './access/room-access.js';
import type { Application, Credentials, Peer, Person } from './broker/application.js';
import type { Feeds } from './chat/feeds.js';
import { bodyIn, type RoomActions } from './chat/room-actions.js';
import { AppError } from '@seodang/server-kit/errors';
import { isStoreAway, unavailable } from './platform/store-errors.js';
import type { PresenceService } from './presence/presence.service.js';
import type { Roster } from './rooms/roster.js';

export interface ChatApplicationDeps {
  readonly identities: Identities;
  readonly access: RoomAccess;
  readonly readers: Readers;
  readonly roster: Roster;
  readonly feeds: Feeds;
  readonly presence: PresenceService;
  readonly actions: RoomActions;
}

/** What frames mean to people and rooms. */
export class ChatApplication implements Application {
  readonly #deps: ChatApplicationDeps;

  constructor(deps: ChatApplicationDeps) {
    this.#deps = deps;
  }

  introduce(credentials: Credentials): Promise<Person> {
    return this.#deps.identities.introduce(credentials);
  }

  async mayRead({ person: { userId } }: Peer, destination: Destination): Promise<void> {
    const { access } = this.#deps;
    switch (destination.name) {
      case 'myRooms':
      case 'replies':
        return;
      case 'room':
      case 'roomPresence':
        await access.get(userId, destination.roomId);
        return;
      case 'lesson':
        if (!(await access.isOf(userId, destination.lessonId))) throw new AppError('lesson.not_found');
        return;
      case 'act':
      case 'presence':
        throw new AppError('stomp.destination_unknown');
    }
  }

  async subscribed(peer: Peer, destination: Destination): Promise<void> {
    const { readers, presence } = this.#deps;
    const topic = topicOf(destination);
    if (topic === null) return;
    readers.add(peer, topic);
    presence.arrived(peer);
    try {
      await this.#begin(peer, destination);
    } catch (error) {
      throw isStoreAway(error) ? unavailable(error) : error;
    }
  }

  unsubscribed(peer: Peer, destination: Destination): void {
    const topic = topicOf(destination);
    if (topic === null) return;
    if (this.#deps.readers.remove(peer, topic)) this.unread(topic);
    this.#leaveList(peer);
  }

  async receive(peer: Peer, destination: Destination, body: string): Promise<void> {
    const { actions, presence } = this.#deps;
    try {
      if (destination.name === 'act') {
        await actions[destination.action](peer.person.userId, destination.roomId, body);
      } else if (destination.name === 'presence') {
        presence.set(peer, bodyIn(SetPresence, body));
      } else {
        throw new AppError('stomp.destination_unknown');
      }
    } catch (error) {
      throw isStoreAway(error) ? unavailable(error) : error;
    }
  }

  heard(): void {
    // The connection itself is what presence is made of; the broker cuts one that is silent.
  }

  left(peer: Peer): void {
    const { readers, presence } = this.#deps;
    for (const topic of readers.leave(peer)) this.unread(topic);
    this.#leaveList(peer);
    presence.left(peer);
  }

  /** Nobody reads this topic here any more. */
  unread(topic: string): void {
    const destination = parseDestination(topic);
    if (destination?.name === 'room') this.#deps.feeds.close(destination.roomId);
    if (destination?.name === 'roomPresence') this.#deps.presence.closed(destination.roomId);
  }

  async #begin(peer: Peer, destination: Destination): Promise<void> {
    const { feeds, presence } = this.#deps;
    if (destination.name === 'room') await feeds.open(destination.roomId);
    if (destination.name === 'roomPresence') await presence.opened(peer, destination.roomId);
    if (destination.name === 'myRooms') await this.#openList(peer.person.userId);
  }

  /** Looks again which rooms these people have, as far as they are here. */
  async refreshLists(userIds: Iterable<UserId>): Promise<void> {
    for (const userId of userIds) if (this.#deps.roster.has(userId)) await this.#openList(userId);
  }

  async #openList(userId: UserId): Promise<void> {
    const { access, readers, roster } = this.#deps;
    const rooms = await access.roomsOf(userId);
    const roomIds: RoomId[] = rooms.map(({ id }) => id);
    // They may have gone meanwhile.
    if (readers.reads(userId, destinations.myRooms)) roster.set(userId, roomIds);
  }

  #leaveList({ person: { userId } }: Peer): void {
    const { readers, roster } = this.#deps;
    if (!readers.reads(userId, destinations.myRooms)) roster.remove(userId);
  }
}

/** As it is written; null for what nobody is told by name. */
function topicOf(destination: Destination): string | null {
  switch (destination.name) {
    case 'room':
      return destinations.room(destination.roomId);
    case 'roomPresence':
      return destinations.roomPresence(destination.roomId);
    case 'lesson':
      return destinations.lesson(destination.lessonId);
    case 'myRooms':
      return destinations.myRooms;
    case 'replies':
    case 'presence':
    case 'act':
      return null;
  }
}
