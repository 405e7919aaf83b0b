import { z } from 'zod';
import { EnrolmentView } from './enrolment.js';
import { CourseId, LessonId, RecordingId, UserId } from './ids.js';
import { Language } from './identity.js';
import { LessonState } from './lesson-state.js';
import { pageOf } from './paging.js';
import { Instant, TimeZone } from './time.js';

export const Level = z.enum(['any', 'beginner', 'intermediate', 'advanced']);
export type Level = z.infer<typeof Level>;

export const CategoryId = z.string().regex(/^[a-z0-9-]{1,40}$/);
export const CategorySummary = z.strictObject({ id: CategoryId, nameKo: z.string(), nameEn: z.string() });

/** `courses` counts the published ones. */
export const CategoryList = z.strictObject({
  items: z.array(CategorySummary.extend({ courses: z.int().nonnegative() })),
});
export type CategoryList = z.infer<typeof CategoryList>;

const Colour = z.string().regex(/^#[0-9a-f]{6}$/);
const Glyph = z.string().min(1).max(8);

/** A cover is an uploaded picture, or else drawn by the screen: two colours and one character. */
export const Cover = z.strictObject({
  glyph: Glyph,
  from: Colour,
  to: Colour,
  /** Paths on our own origin that never change what they show (WebP, 16:9). */
  image: z.strictObject({ w480: z.string(), w960: z.string() }).nullable(),
});
export type Cover = z.infer<typeof Cover>;

/** What a lesson card shows of its course. */
export const CourseSummary = z.strictObject({
  id: CourseId,
  title: z.string(),
  category: CategorySummary,
  language: Language,
  cover: Cover,
  instructor: z.strictObject({ id: UserId, name: z.string() }),
});
export type CourseSummary = z.infer<typeof CourseSummary>;

export const CourseState = z.enum(['draft', 'published']);
export type CourseState = z.infer<typeof CourseState>;

/** Who may send camera and sound in a lesson of the course, besides the instructor. */
export const Speaking = z.enum(['everyone', 'granted']);
export type Speaking = z.infer<typeof Speaking>;

const Seats = z.strictObject({
  capacity: z.int().positive(),
  taken: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
});

/** A course in a list. `nextLesson` is the one that is live or comes next. */
export const CourseCard = CourseSummary.extend({
  level: Level,
  seats: Seats,
  nextLesson: z
    .strictObject({
      id: LessonId,
      startsAt: Instant,
      durationMin: z.int().positive(),
      timeZone: TimeZone,
      state: LessonState,
    })
    .nullable(),
  /** What the asking user has here; null for visitors and those who never enrolled. */
  myEnrolment: EnrolmentView.nullable(),
});
export type CourseCard = z.infer<typeof CourseCard>;

/** `soonest`: by the next lesson, those without one last; cursors follow the sort they were made with. */
export const CoursesQuery = z.strictObject({
  category: CategoryId.optional(),
  language: Language.optional(),
  level: Level.optional(),
  /** Words in the title, the description or the instructor's name. */
  q: z.string().trim().max(100).optional(),
  seats: z.enum(['open']).optional(),
  /** Only those where the asking user has a seat or waits for one; visitors have none. */
  enrolment: z.enum(['mine']).optional(),
  sort: z.enum(['soonest', 'newest']).default('soonest'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(60).default(24),
});
export type CoursesQuery = z.infer<typeof CoursesQuery>;

/** `total` counts all that match, not only this page. */
export const CoursePage = pageOf(CourseCard).extend({ total: z.int().nonnegative() });
export type CoursePage = z.infer<typeof CoursePage>;

/** A lesson in the curriculum of a course, by start. */
export const CurriculumItem = z.strictObject({
  id: LessonId,
  title: z.string(),
  startsAt: Instant,
  durationMin: z.int().positive(),
  timeZone: TimeZone,
  state: LessonState,
  /** Why it is cancelled, for the instructor; who is in the course is told elsewhere, and visitors are not. */
  cancelReason: z.string().optional(),
  /** The first recording of it that can be watched, for who is in the course. */
  replayId: RecordingId.optional(),
});
export type CurriculumItem = z.infer<typeof CurriculumItem>;

/** The page of a course. Drafts are seen by their instructor only. */
export const CourseView = CourseCard.extend({
  state: CourseState,
  description: z.string(),
  speaking: Speaking,
  /** Its lessons may be recorded; who does not agree to that listens. */
  isRecorded: z.boolean(),
  isMine: z.boolean(),
  lessons: z.array(CurriculumItem),
});
export type CourseView = z.infer<typeof CourseView>;

export const CreateCourse = z.strictObject({
  title: z.string().trim().min(1).max(120),
  description: z.string().trim().max(10_000),
  categoryId: CategoryId,
  language: Language,
  level: Level,
  capacity: z.int().min(1).max(1000),
  speaking: Speaking,
  isRecorded: z.boolean().default(false),
  cover: z.strictObject({ glyph: Glyph, from: Colour, to: Colour }),
});
export type CreateCourse = z.infer<typeof CreateCourse>;

/** A default would change what was not spoken of. */
export const UpdateCourse = CreateCourse.extend({ isRecorded: z.boolean() }).partial();
export type UpdateCourse = z.infer<typeof UpdateCourse>;

/** The instructor's own courses, drafts too, the youngest first. */
export const StudioCoursePage = pageOf(CourseCard.extend({ state: CourseState }));
export type StudioCoursePage = z.infer<typeof StudioCoursePage>;
