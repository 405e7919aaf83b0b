import type { RecordingFlaw } from '@seodang/contracts/recordings';
import type { Facts } from './ladder.rules.js';

/** What the detectors of ffmpeg found; milliseconds. */
export interface Findings {
  readonly blackMs: number;
  readonly frozenMs: number;
  readonly silentMs: number;
}

/** How much of it may be so before it is called so: a lesson has a blank slide and minutes of quiet work. */
const NEARLY_ALL = 0.97;
/** Longer than this, sound and picture that end apart are not only a last frame. */
const APART_MS = 2_000;
const LONGEST_GOP_MS = 10_000;
/** With fewer keyframes than these, all frames of a film are looked at. */
const ENOUGH_KEYFRAMES = 30;
const STILL_SEC = 2;

export interface Look {
  /** They are enough of a long film to see whether all of it is black or stands still, and cost a hundredth. */
  readonly isOfKeyframes: boolean;
  /** So long a picture has to be the same to count: freezedetect takes any two frames that are further apart for one that stands still. */
  readonly stillSec: number;
}

/** How a film is to be looked over. @param keyframes Where they are, ms. */
export function lookAt(keyframes: readonly number[]): Look {
  if (keyframes.length < ENOUGH_KEYFRAMES) return { isOfKeyframes: false, stillSec: STILL_SEC };
  const apartMs = keyframes.reduce((most, at, nth) => Math.max(most, at - (keyframes[nth - 1] ?? at)), 0);
  return { isOfKeyframes: true, stillSec: Math.ceil(apartMs / 1000) + 1 };
}

/**
 * Adds up what blackdetect, freezedetect and silencedetect wrote.
 *
 * @param durationMs Ends what began and was still so at the end: only the beginning is written then.
 */
export function readFindings(said: string, durationMs: number): Findings {
  return {
    blackMs: blackIn(said, durationMs),
    frozenMs: sum(said, /freeze_duration: ([\d.]+)/g) + openEnd(said, 'freeze', durationMs),
    silentMs: sum(said, /silence_duration: ([\d.]+)/g) + openEnd(said, 'silence', durationMs),
  };
}

export interface Expected {
  /** As the media server tells; null when it does not. */
  readonly nodeDurationMs: number | null;
  readonly stoppedAtMs: number | null;
}

/** What is wrong with it, as its instructor shall know. */
export function flawsOf(facts: Facts, findings: Findings, expected: Expected): RecordingFlaw[] {
  const flaws: (RecordingFlaw | false)[] = [
    isCutOff(facts, expected.nodeDurationMs) && 'cut_off',
    isShorter(facts, expected.stoppedAtMs) && 'shorter_than_lesson',
    facts.gaps.length > 0 && 'has_gaps',
    facts.video ? flawOfPicture(findings, facts.durationMs) : 'no_picture',
    facts.audio ? findings.silentMs >= facts.durationMs * NEARLY_ALL && 'sound_silent' : 'no_sound',
  ];
  return flaws.filter((flaw) => flaw !== false);
}

function flawOfPicture({ blackMs, frozenMs }: Findings, durationMs: number): RecordingFlaw | false {
  if (blackMs >= durationMs * NEARLY_ALL) return 'picture_black';
  return frozenMs >= durationMs * NEARLY_ALL && 'picture_frozen';
}

/** Less of it came than the media server told. */
export function isCutOff({ durationMs }: Facts, toldMs: number | null): boolean {
  return toldMs !== null && toldMs - durationMs > toleranceOf(toldMs);
}

/** Sound and picture do not cover the same time: one of them was lost on the way. */
export function isOutOfSync(
  videoMs: { start: number; end: number },
  audioMs: { start: number; end: number },
): boolean {
  return Math.abs(videoMs.start - audioMs.start) > APART_MS || Math.abs(videoMs.end - audioMs.end) > APART_MS;
}

function isShorter({ durationMs, startedAtMs }: Facts, stoppedAtMs: number | null): boolean {
  if (startedAtMs === null || stoppedAtMs === null) return false;
  const wanted = stoppedAtMs - startedAtMs;
  return wanted - durationMs > toleranceOf(wanted);
}

/** Two seconds or one per cent. */
function toleranceOf(ms: number): number {
  return Math.max(2_000, ms / 100);
}

/** The last stretch is ended at the last keyframe that was looked at, even if nothing else comes. */
function blackIn(said: string, durationMs: number): number {
  const stretches = [...said.matchAll(/black_start:([\d.]+) black_end:([\d.]+)/g)];
  return stretches.reduce((total, [, start, end], nth) => {
    const endMs = Number(end) * 1000;
    const isToTheEnd = nth === stretches.length - 1 && durationMs - endMs <= LONGEST_GOP_MS;
    return total + Math.round((isToTheEnd ? durationMs : endMs) - Number(start) * 1000);
  }, 0);
}

function sum(said: string, pattern: RegExp): number {
  const seconds = [...said.matchAll(pattern)].reduce((total, [, text]) => total + Number(text), 0);
  return Math.round(seconds * 1000);
}

function openEnd(said: string, what: 'freeze' | 'silence', durationMs: number): number {
  const starts = [...said.matchAll(new RegExp(`${what}_start: (-?[\\d.]+)`, 'g'))];
  const ends = [...said.matchAll(new RegExp(`${what}_end: (-?[\\d.]+)`, 'g'))];
  const last = starts.at(-1)?.[1];
  if (last === undefined || starts.length <= ends.length) return 0;
  return Math.max(0, Math.round(durationMs - Number(last) * 1000));
}
