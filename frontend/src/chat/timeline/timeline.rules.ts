import type { MessageView, RoomEvent } from '@seodang/contracts/chat';

/**
 * What is known of a room's messages: one run of positions without a hole, and what arrived beyond its end while something
 * in between was missing. Everything is by position (`seq`) and version, so no order of arrival and no repetition matters.
 */
export interface Timeline {
  /** Positions rise by one. */
  readonly run: readonly MessageView[];
  /** Positions beyond the end of `run`, at least one of which is missing before them. */
  readonly ahead: ReadonlyMap<number, MessageView>;
  /** The newest position in the room that is known of. */
  readonly lastSeq: number;
}

export const emptyTimeline: Timeline = { run: [], ahead: new Map(), lastSeq: 0 };

/** Messages that are held at once; of a room of any length, those near to what one reads. */
export const MAX_RUN = 600;
/** Fewer than may be held, so that not every message that comes makes one go. */
const TRIMMED_TO = 500;
/** These stay on either side of what one reads. */
const KEPT_NEAR = 200;
/** More than this beyond a hole is fetched again rather than kept. */
const MAX_AHEAD = 500;

export const firstSeq = ({ run }: Timeline): number => run[0]?.seq ?? 0;
export const endSeq = ({ run }: Timeline): number => run.at(-1)?.seq ?? 0;
export const isAtNewest = (timeline: Timeline): boolean => endSeq(timeline) >= timeline.lastSeq;
export const isAtOldest = (timeline: Timeline): boolean => firstSeq(timeline) <= 1;

/** The timeline after an event of its room. The same object when the event says nothing new. */
export function applyEvent(timeline: Timeline, event: RoomEvent): Timeline {
  if (event.type === 'message.added') return withAdded(timeline, event.message);
  if (event.type === 'message.changed') return withVersions(timeline, [event.message]);
  return timeline;
}

function withAdded(timeline: Timeline, message: MessageView): Timeline {
  const lastSeq = Math.max(timeline.lastSeq, message.seq);
  if (message.seq <= endSeq(timeline)) return withVersions(timeline, [message]);
  const known = timeline.ahead.get(message.seq);
  if (known !== undefined && known.version >= message.version) return timeline;
  const ahead = new Map(timeline.ahead);
  if (known !== undefined || ahead.size < MAX_AHEAD) ahead.set(message.seq, message);
  return joined({ ...timeline, ahead, lastSeq });
}

/**
 * The timeline with a page of history: joined to what is there when it touches it, in place of it when it does not.
 *
 * @param page    Positions rise by one; may be empty.
 * @param lastSeq The room's newest position when the page was read.
 */
export function withPage(timeline: Timeline, page: readonly MessageView[], lastSeq: number): Timeline {
  const known = { ...timeline, lastSeq: Math.max(timeline.lastSeq, lastSeq) };
  const [first] = page;
  const last = page.at(-1);
  if (first === undefined || last === undefined) return known;
  const touches = known.run.length > 0 && first.seq <= endSeq(known) + 1 && last.seq >= firstSeq(known) - 1;
  if (!touches) return joined({ ...known, run: page });

  const older = page.filter(({ seq }) => seq < firstSeq(known));
  const newer = page.filter(({ seq }) => seq > endSeq(known));
  const grown =
    older.length + newer.length > 0 ? { ...known, run: [...older, ...known.run, ...newer] } : known;
  return withVersions(joined(grown), page);
}

/**
 * The timeline without some of the messages that are furthest from what one reads, when there are more than are held at
 * once; the same object when there are not. They are fetched again when one comes near. Only one end is cut at a time, so
 * that a list knows what to keep in its place: once more cuts the other, if need be.
 *
 * @param readsAt the position that one looks at
 */
export function trimmed(timeline: Timeline, readsAt: number): Timeline {
  const { run } = timeline;
  if (run.length <= MAX_RUN) return timeline;
  const above = Math.min(Math.max(readsAt - firstSeq(timeline), 0), run.length);
  const below = run.length - above;
  const surplus = Math.min(run.length - TRIMMED_TO, Math.max(above, below) - KEPT_NEAR);
  return { ...timeline, run: above >= below ? run.slice(surplus) : run.slice(0, -surplus) };
}

/** The timeline with newer versions of messages it has; others are left out, and older versions change nothing. */
export function withVersions(timeline: Timeline, messages: readonly MessageView[]): Timeline {
  const heldAt = ({ seq }: MessageView) => timeline.run[seq - firstSeq(timeline)] ?? timeline.ahead.get(seq);
  const newer = new Map<number, MessageView>();
  for (const message of messages) {
    if (isNewer(message, newer.get(message.seq) ?? heldAt(message))) newer.set(message.seq, message);
  }
  if (newer.size === 0) return timeline;
  const newest = (message: MessageView) => newer.get(message.seq) ?? message;
  return {
    ...timeline,
    run: timeline.run.map(newest),
    ahead: new Map([...timeline.ahead].map(([seq, message]) => [seq, newest(message)])),
  };
}

function isNewer(message: MessageView, held: MessageView | undefined): boolean {
  return held?.id === message.id && message.version > held.version;
}

/** Moves from `ahead` into the run whatever adjoins it by now, and forgets what the run has. */
function joined(timeline: Timeline): Timeline {
  const run = [...timeline.run];
  // In a room that is empty as far as one knows, the first message begins the run.
  const next = () => (run.at(-1)?.seq ?? 0) + 1;
  for (
    let message = timeline.ahead.get(next());
    message !== undefined;
    message = timeline.ahead.get(next())
  ) {
    run.push(message);
  }
  const passed = [...timeline.ahead.values()].filter(({ seq }) => seq < next());
  if (passed.length === 0) return timeline;
  const ahead = new Map([...timeline.ahead].filter(([seq]) => seq >= next()));
  return withVersions({ ...timeline, run, ahead }, passed);
}

/** Where messages are missing that follow the run, though later ones are known of: fetch `after` this position. */
export function gapAfter(timeline: Timeline): number | null {
  return isAtNewest(timeline) ? null : endSeq(timeline);
}

/** An instant that lies before every change that has not been seen: the newest of all that the messages tell. */
export function lastSignOf({ run }: Timeline): string | null {
  let newest: string | null = null;
  for (const { sentAt, editedAt, deletedAt, pinnedAt } of run) {
    for (const at of [sentAt, editedAt, deletedAt, pinnedAt]) {
      if (at !== null && (newest === null || at > newest)) newest = at;
    }
  }
  return newest;
}
