import type { UserId } from '@seodang/contracts/ids';
import { MOST_CHAPTERS, type Chapter } from '@seodang/contracts/replay';
import type { TimelineItem, TimelineKind } from '@seodang/contracts/timeline';

export interface TimelinePerson {
  readonly id: UserId;
  readonly name: string;
}

/** Somebody's presence, or a screen that they shared; epoch milliseconds. `leftAt` is null while it goes on. */
export interface TimelineStretch {
  readonly person: TimelinePerson;
  readonly kind: 'camera' | 'screen';
  readonly joinedAt: number;
  readonly leftAt: number | null;
}

/** Times are epoch milliseconds. */
export interface TimelineRecording {
  readonly id: string;
  /** Of its first frame. */
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  /** Since the first frame. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export interface TimelineMark {
  readonly id: string;
  readonly at: number;
  readonly label: string;
  readonly person: TimelinePerson;
}

/** What is known of a lesson by now, in any order. */
export interface LessonFacts {
  /** Null before it started. */
  readonly lesson: { readonly startedAt: number; readonly endedAt: number | null } | null;
  /** Inside the lesson. */
  readonly stretches: readonly TimelineStretch[];
  readonly recordings: readonly TimelineRecording[];
  readonly marks: readonly TimelineMark[];
}

/** Something that happened, on the one clock of the lesson: epoch milliseconds. */
export interface Happening {
  readonly id: string;
  readonly at: number;
  readonly kind: TimelineKind;
  readonly person: TimelinePerson | null;
  readonly label: string;
}

/** All that happened in a lesson, by time. The same facts in any order give the same answer. */
export function happeningsIn({ lesson, stretches, recordings, marks }: LessonFacts): Happening[] {
  if (!lesson) return [];
  const all = [
    bare('lesson.started', lesson.startedAt),
    ...(lesson.endedAt === null ? [] : [bare('lesson.ended', lesson.endedAt)]),
    ...stretches.flatMap(begunAndOver),
    ...recordings.flatMap(ofRecording),
    ...marks.map((mark): Happening => ({ ...mark, kind: 'mark' })),
  ];
  return all.sort((a, b) => a.at - b.at || compare(a.id, b.id));
}

/** Somebody who watches a recording; `from` and `to` are the ends of what is left of it, epoch milliseconds. */
export interface Onlooker {
  readonly userId: UserId;
  readonly from: number;
  readonly to: number;
}

/**
 * What of it everybody of the course is told: when others came and went is between them and the instructor, as in the attendance,
 * and nothing is told of what was cut off. What lies outside the recording for another reason (it began late) is cut off as well.
 */
export function shownTo({ userId, from, to }: Onlooker, happenings: readonly Happening[]): Happening[] {
  return happenings.filter(({ kind, person, at }) => {
    if (kind === 'person.joined' || kind === 'person.left') return person?.id === userId;
    return person === null || (at >= from && at < to);
  });
}

/** @param zero Time of day of a recording's first frame, epoch milliseconds; null without one. */
export function toItem({ at, ...rest }: Happening, zero: number | null): TimelineItem {
  return { ...rest, at: new Date(at).toISOString(), offsetMs: zero === null ? null : at - zero };
}

/** Chapters that are nearer to each other than this are one. */
const APART_MS = 5_000;

/**
 * Chapters begin where the instructor marked a moment, and where somebody began to share a screen. A mark counts more than
 * a share beside it: it has a name.
 */
export function chaptersIn(
  happenings: readonly Happening[],
  { zero, durationMs }: { readonly zero: number; readonly durationMs: number },
): Chapter[] {
  const within = happenings
    .map((each) => ({ ...each, atMs: each.at - zero }))
    .filter(({ atMs }) => atMs >= 0 && atMs < durationMs);
  const chosen: Chapter[] = [];
  for (const [kind, source] of CHAPTER_SOURCES) {
    for (const { atMs, label } of within.filter((each) => each.kind === kind)) {
      const isNear = chosen.some((chapter) => Math.abs(chapter.atMs - atMs) < APART_MS);
      if (!isNear && chosen.length < MOST_CHAPTERS) chosen.push({ atMs, title: label, source });
    }
  }
  return chosen.sort((a, b) => a.atMs - b.atMs);
}

const CHAPTER_SOURCES = [
  ['mark', 'mark'],
  ['share.started', 'share'],
] as const;

const NAMES = {
  camera: ['person.joined', 'person.left'],
  screen: ['share.started', 'share.stopped'],
} as const;

function begunAndOver({ person, kind, joinedAt, leftAt }: TimelineStretch): Happening[] {
  const [begin, over] = NAMES[kind];
  const happened = (name: TimelineKind, at: number): Happening => ({
    id: `${name}.${person.id}.${at}`,
    at,
    kind: name,
    person,
    label: '',
  });
  return [happened(begin, joinedAt), ...(leftAt === null ? [] : [happened(over, leftAt)])];
}

function ofRecording({ id, startedAt, stoppedAt, gaps }: TimelineRecording): Happening[] {
  return [
    bare('recording.started', startedAt, id),
    ...gaps.map(({ fromMs }) => bare('recording.gap', startedAt + fromMs, id)),
    ...(stoppedAt === null ? [] : [bare('recording.stopped', stoppedAt, id)]),
  ];
}

function bare(kind: TimelineKind, at: number, of?: string): Happening {
  return { id: [kind, ...(of === undefined ? [] : [of]), at].join('.'), at, kind, person: null, label: '' };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
