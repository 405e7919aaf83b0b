import type { Destination } from '@seodang/contracts/live/destinations';
import type { UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';

/** Who is at the other end of a connection, as our own tokens say. */
export interface Person {
  readonly userId: UserId;
  readonly signInId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** One connection that has said who it is. `id` is unique among all replicas and lives as long as the connection. */
export interface Peer {
  readonly id: string;
  readonly person: Person;
}

/** What a connection shows when it introduces itself: the headers of its CONNECT. */
export interface Credentials {
  /** One-use ticket (`passcode`), or an access token (`Authorization: Bearer …`). */
  readonly ticket: string | null;
  readonly accessToken: string | null;
}

/**
 * What the broker asks of the chat: everything that concerns people and rooms rather than frames. Whatever is refused is
 * thrown as an AppError: in `introduce` it becomes an ERROR frame and the end of the connection; in `mayRead` and
 * `receive` a problem on the peer's `replies`, and the connection goes on.
 */
export interface Application {
  /** @throws {AppError} `auth.required`, `auth.expired` */
  introduce(credentials: Credentials): Promise<Person>;
  /** Before a subscription is kept. @throws {AppError} `room.not_found` and its like */
  mayRead(peer: Peer, destination: Destination): Promise<void>;
  /**
   * After a subscription is kept and before its RECEIPT: the place for what a new reader has to hear first. It hears
   * nothing that was published before.
   */
  subscribed(peer: Peer, destination: Destination): Promise<void>;
  /** Once for each `subscribed`, however the subscription ended; also before `left`. */
  unsubscribed(peer: Peer, destination: Destination): void;
  /**
   * A SEND: `body` is text as it came. When it resolves, the RECEIPT goes out. It is called in the order of the frames,
   * for the next one before the last one has resolved; whoever stores messages keeps the order in which it was called.
   */
  receive(peer: Peer, destination: Destination, body: string): Promise<void>;
  /** A client's sign of life (any frame or heart-beat), at most once every two seconds. */
  heard(peer: Peer): void;
  left(peer: Peer): void;
}

/** What the chat asks of the broker of this replica. A body is JSON; it is framed once, whoever reads it. */
export interface Outlet {
  /** To all who read `destination` here. */
  publish(destination: string, body: string): void;
  /** To those connections here of one person that read `destination` (a user queue). */
  publishTo(userId: UserId, destination: string, body: string): void;
  /** To a single connection, if it reads `destination`. */
  publishToPeer(peer: Peer, destination: string, body: string): void;
  /** Is there anybody here who reads it? */
  isRead(destination: string): boolean;
  peers(): Iterable<Peer>;
  /** Ends the subscriptions of a person to a destination, without a word. One that is asked for just now is asked again. */
  endSubscriptions(userId: UserId, destination: string): void;
  /** Sends an ERROR with the code's problem and closes. */
  close(peer: Peer, code: 'auth.expired' | 'auth.forbidden' | 'chat.unavailable'): void;
}
