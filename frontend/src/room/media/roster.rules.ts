import type { LessonPart, ServerData } from '@seodang/contracts/lessons';
import type { MediaEvent, RemoteStream } from './media-port.js';

/** One connection of somebody else: a camera or a shared screen. */
export interface Presence {
  readonly who: ServerData;
  readonly stream: RemoteStream | null;
}

/** Who is there, by connection, in the order of their coming. */
export type Roster = ReadonlyMap<string, Presence>;

/** Somebody else in the lesson, whatever number of connections they have. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly part: LessonPart;
  readonly camera: RemoteStream | null;
  readonly screen: RemoteStream | null;
}

export const EMPTY_ROSTER: Roster = new Map();

/** The roster after an event; the same object when the event says nothing about who is there. */
export function applyToRoster(roster: Roster, event: MediaEvent): Roster {
  if (event.type === 'connection-opened') {
    return withPresence(roster, event.connectionId, { who: event.who, stream: null });
  }
  if (event.type === 'connection-closed') return without(roster, event.connectionId);
  if (event.type === 'stream-opened') {
    return changed(roster, ([id]) => id === event.connectionId, event.stream);
  }
  if (event.type === 'stream-changed') return streamChanged(roster, event);
  if (event.type === 'stream-closed') {
    return changed(roster, ([, { stream }]) => stream?.streamId === event.streamId, null);
  }
  return roster;
}

function withPresence(roster: Roster, connectionId: string, presence: Presence): Roster {
  return new Map(roster).set(connectionId, presence);
}

function without(roster: Roster, connectionId: string): Roster {
  if (!roster.has(connectionId)) return roster;
  const next = new Map(roster);
  next.delete(connectionId);
  return next;
}

function changed(
  roster: Roster,
  isMeant: (entry: readonly [string, Presence]) => boolean,
  stream: RemoteStream | null,
): Roster {
  const entry = [...roster].find(isMeant);
  return entry === undefined ? roster : withPresence(roster, entry[0], { ...entry[1], stream });
}

function streamChanged(roster: Roster, event: Extract<MediaEvent, { type: 'stream-changed' }>): Roster {
  const entry = [...roster].find(([, { stream }]) => stream?.streamId === event.streamId);
  if (entry === undefined || entry[1].stream === null) return roster;
  const { audioActive, videoActive } = event;
  return withPresence(roster, entry[0], {
    ...entry[1],
    stream: { ...entry[1].stream, audioActive, videoActive },
  });
}

/**
 * The people behind the connections, in the order in which they came.
 * Who came back after a lost connection is there once: the newer connection counts, if it sends anything.
 *
 * @param myUserId One's own connections (the shared screen, a lost one) are left out.
 */
export function peopleOf(roster: Roster, myUserId: string | null): Person[] {
  const people = new Map<string, Person>();
  for (const { who, stream } of roster.values()) {
    if (who.userId === myUserId) continue;
    const { userId, name, part } = who;
    const known = people.get(userId) ?? { userId, name, part, camera: null, screen: null };
    people.set(userId, { ...known, [who.kind]: stream ?? known[who.kind] });
  }
  return [...people.values()];
}

/** Instructors first, then by name as a dictionary of the language would. */
export function sortedForList<P extends Pick<Person, 'name' | 'part'>>(
  people: readonly P[],
  language: string,
): P[] {
  const byName = new Intl.Collator(language);
  const rank = (person: P) => (person.part === 'instructor' ? 0 : 1);
  return [...people].sort((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name));
}
