import type { Visitor } from '../browser/visitor.js';
import type { FreshLesson } from '../support/lessons.js';
import type { Look } from './tour.js';

/** A lesson that is recorded, with the people of it inside. */
export interface Recorded {
  readonly teacher: Visitor;
  readonly student: Visitor;
  /** Who came when it had been recorded for a while, and did not agree. */
  readonly late: Visitor;
  readonly lesson: FreshLesson;
  readonly look: Look;
  /** What the student says in the chat. */
  readonly said: string;
  /** What the instructor calls a chapter. */
  readonly chapter: string;
}
