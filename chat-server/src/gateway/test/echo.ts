import { type Destination, destinations } from '@seodang/contracts/live/destinations';
import { type RoomId, UserId } from '@seodang/contracts/ids';
import type { Application, Credentials, Outlet, Peer, Person } from '../../broker/application.js';
import { AppError } from '@seodang/server-kit/errors';

/** Two people by their tickets; any other ticket is nobody's. */
export const ANN = person('018f0000-0000-7000-8000-00000000000a', 'Ann');
export const BOB = person('018f0000-0000-7000-8000-00000000000b', 'Bob');

function person(id: string, name: string): Person {
  return { userId: UserId.parse(id), signInId: id, name, roles: ['student'] };
}

/** A chat that says to a room what was sent to it, and remembers nothing: the smallest application there is. */
export class Echo implements Application {
  readonly closedRooms = new Set<RoomId>();
  readonly tickets = new Map([
    ['ann', ANN],
    ['bob', BOB],
  ]);
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  /** Held up here before anything is sent on. */
  beforeEcho: (body: string) => Promise<void> = () => Promise.resolve();
  beforeRead: () => Promise<void> = () => Promise.resolve();
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  introduce({ ticket, accessToken }: Credentials): Promise<Person> {
    const who = this.tickets.get(ticket ?? accessToken ?? '');
    return who ? Promise.resolve(who) : Promise.reject(new AppError('auth.required'));
  }

  async mayRead(_peer: Peer, destination: Destination): Promise<void> {
    await this.beforeRead();
    if ('roomId' in destination && this.closedRooms.has(destination.roomId))
      throw new AppError('room.not_found');
  }

  subscribed(peer: Peer, { name }: Destination): Promise<void> {
    this.calls.push(`subscribed ${peer.person.name} ${name}`);
    return Promise.resolve();
  }

  unsubscribed(peer: Peer, { name }: Destination): void {
    this.calls.push(`unsubscribed ${peer.person.name} ${name}`);
  }

  async receive(_peer: Peer, destination: Destination, body: string): Promise<void> {
    this.calls.push(body);
    await this.beforeEcho(body);
    if (destination.name !== 'act') return;
    if (this.closedRooms.has(destination.roomId)) throw new AppError('room.read_only');
    if (body === 'crash') throw new TypeError('a mistake of our own');
    this.#outlet.publish(destinations.room(destination.roomId), body);
  }

  heard(peer: Peer): void {
    this.calls.push(`heard ${peer.person.name}`);
  }

  left(peer: Peer): void {
    this.calls.push(`left ${peer.person.name}`);
  }
}
