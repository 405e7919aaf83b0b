import type { ConnectionId, LessonId, UserId } from '@seodang/contracts/ids';
import type { ConnectionKind, JoinTicket, LessonPart } from '@seodang/contracts/lessons';
import type { PersonKey } from './speaking.rules.js';

/** One person's wish to be connected; everything in it comes from our own rows. */
export interface ConnectionWish {
  readonly lessonId: LessonId;
  readonly user: { readonly id: UserId; readonly name: string };
  readonly part: LessonPart;
  readonly kind: ConnectionKind;
  readonly maySpeak: boolean;
  /** A connection of the same person whose right to speak changed; it may live until this one does. */
  readonly renews?: ConnectionId | undefined;
}

/** A connection made for one person; `token` is a credential for one use. */
export interface MediaConnection {
  readonly connectionId: ConnectionId;
  readonly token: string;
  readonly role: JoinTicket['role'];
}

/** What lessons need of the media server. Each call may be repeated; each fails with `media.unavailable`. */
export interface LessonMedia {
  /** Makes sure that the lesson has a session. */
  openSession(lessonId: LessonId): Promise<void>;
  /** Makes a connection, and the session too when the media server has lost it. */
  createConnection(wish: ConnectionWish): Promise<MediaConnection>;
  /** Lets a person's connections follow a change of the right to speak; what may no longer send is closed. */
  changeSpeaking(person: PersonKey, maySpeak: boolean): Promise<void>;
  /** Closes all connections of a person. */
  removePerson(person: PersonKey): Promise<void>;
  /** Who has a camera connection in use, by all that is known. */
  listInside(lessonId: LessonId): Promise<UserId[]>;
  /** Ends the session and everybody's connection; a session that is already gone is no error. */
  closeSession(lessonId: LessonId): Promise<void>;
}
