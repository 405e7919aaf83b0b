import type { ErrorCode } from '@seodang/contracts/errors';
import type { z } from 'zod';

export const TAGS = {
  Account: 'Signing in, and what belongs to a person.',
  Catalogue: 'What visitors find.',
  Enrolment: 'Seats and the waiting list.',
  Studio: 'What instructors do with their courses.',
  Timetable: 'When lessons take place.',
  Lesson: 'The live lesson, and who is in it.',
  Recording: 'Recorded lessons, and watching them.',
  Attendance: 'Who was there, and for how long.',
  Chat: 'Rooms, and who is in them; what is said there is the chat-server’s.',
  Notice: 'What people are told.',
  Operation: 'What operators do.',
  API: 'This description.',
} as const;
export type Tag = keyof typeof TAGS;

/** What a good answer carries: JSON of a contract, something of another type, or nothing. */
export type Answer =
  | { readonly status: 200 | 201; readonly json: z.ZodType }
  | { readonly status: 200; readonly type: string }
  | { readonly status: 204 };

/** One route as its callers know it. Who may call it is told by its policy, and the errors that follow from that as well. */
export interface Operation {
  /** As express has it, under `/api`: `get /courses/:id`. */
  readonly route: string;
  /** What generated clients call it. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | 'picture' | 'captions';
  readonly answers: readonly Answer[];
  /** Besides those that follow from policy, query, body and method. */
  readonly errors?: readonly ErrorCode[];
}

export const json = (schema: z.ZodType): readonly Answer[] => [{ status: 200, json: schema }];
export const created = (schema: z.ZodType): readonly Answer[] => [{ status: 201, json: schema }];
export const nothing: readonly Answer[] = [{ status: 204 }];
