import type { Speaking } from '@seodang/contracts/courses';
import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonPart } from '@seodang/contracts/lessons';
import { RECORDING_CONSENT_VERSION } from '@seodang/contracts/recording-consent';

/** One person in one lesson. */
export interface PersonKey {
  readonly lessonId: LessonId;
  readonly userId: UserId;
}

/** What was decided about one person in one lesson: by the instructor, and by the person. */
export interface Decision {
  /** Null when the course's rule holds. */
  readonly maySpeak: boolean | null;
  readonly speakingChangedAt: Date | null;
  readonly removedAt: Date | null;
  /** The last word on being recorded; null when there was none about the text of today. */
  readonly agrees: boolean | null;
  readonly agreementChangedAt: Date | null;
}

/** The part of a lesson's row that says who may speak; `decided` is about the person that is asked about. */
export interface SpeakingRule {
  readonly speaking: Speaking;
  readonly decided: boolean | 0 | 1 | null;
  readonly isRecorded: boolean | 0 | 1;
  readonly agrees: boolean | 0 | 1 | null;
}

/**
 * Whether somebody may send camera, sound and screen: the instructor always, who presses the button; a student by grant or by
 * the course's rule, and in a lesson that may be recorded only after agreeing to that, so that no frame comes before it.
 */
export function maySpeak({ speaking, decided, isRecorded, agrees }: SpeakingRule, part: LessonPart): boolean {
  if (part === 'instructor') return true;
  if (isRecorded && !agrees) return false;
  return decided === null ? speaking === 'everyone' : Boolean(decided);
}

/** A word about another text than today's counts for nothing. */
export function agreementOf(agrees: boolean | 0 | 1 | null, version: string | null): boolean | null {
  return agrees === null || version !== RECORDING_CONSENT_VERSION ? null : Boolean(agrees);
}
