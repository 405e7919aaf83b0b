import { z } from 'zod';
import { CourseId, UserId } from './ids.js';
import { Language } from './identity.js';

/** What a lesson card shows of its course. `cover` is drawn by the screen: two colours and one character. */
export const CourseSummary = z.strictObject({
  id: CourseId,
  title: z.string(),
  category: z.strictObject({ id: z.string(), nameKo: z.string(), nameEn: z.string() }),
  language: Language,
  cover: z.strictObject({ glyph: z.string(), from: z.string(), to: z.string() }),
  instructor: z.strictObject({ id: UserId, name: z.string() }),
});
export type CourseSummary = z.infer<typeof CourseSummary>;
