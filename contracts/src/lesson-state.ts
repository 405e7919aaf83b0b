import { z } from 'zod';

export const LessonState = z.enum(['scheduled', 'live', 'ended', 'cancelled']);
export type LessonState = z.infer<typeof LessonState>;
