import type { Speaking } from '@seodang/contracts/courses';
import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonPart } from '@seodang/contracts/lessons';

/** One person in one lesson. */
export interface PersonKey {
  readonly lessonId: LessonId;
  readonly userId: UserId;
}

/** What an instructor decided about one person in one lesson. */
export interface Decision {
  /** Null when the course's rule holds. */
  readonly maySpeak: boolean | null;
  readonly speakingChangedAt: Date | null;
  readonly removedAt: Date | null;
}

/** The part of a lesson's row that says who may speak; `decided` is about the person that is asked about. */
export interface SpeakingRule {
  readonly speaking: Speaking;
  readonly decided: boolean | 0 | 1 | null;
}

/** Whether somebody may send camera, sound and screen: the instructor always, a student by grant or by the course's rule. */
export function maySpeak({ speaking, decided }: SpeakingRule, part: LessonPart): boolean {
  if (part === 'instructor') return true;
  return decided === null ? speaking === 'everyone' : Boolean(decided);
}
