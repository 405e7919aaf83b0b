import { z } from 'zod';
import { UserId } from './ids.js';
import { pageOf } from './paging.js';
import { Instant } from './time.js';

export const EnrolmentState = z.enum(['enrolled', 'waiting', 'cancelled']);
export type EnrolmentState = z.infer<typeof EnrolmentState>;

/** A student's seat in a course. `position` counts from 1 among those who wait, and is null for the rest. */
export const EnrolmentView = z.strictObject({
  state: EnrolmentState,
  position: z.int().positive().nullable(),
  since: Instant,
});
export type EnrolmentView = z.infer<typeof EnrolmentView>;

/** For the instructor: enrolled and removed by name, waiting by position. */
export const CoursePerson = z.strictObject({
  userId: UserId,
  name: z.string(),
  enrolment: EnrolmentView,
});
export type CoursePerson = z.infer<typeof CoursePerson>;
export const CoursePeoplePage = pageOf(CoursePerson);
export type CoursePeoplePage = z.infer<typeof CoursePeoplePage>;

export const CoursePeopleQuery = z.strictObject({
  state: z.enum(['enrolled', 'waiting', 'removed']).default('enrolled'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type CoursePeopleQuery = z.infer<typeof CoursePeopleQuery>;
