import type { Router } from 'express';
import {
  CatalogueService,
  catalogueRoutes,
  CourseDirectory,
  CourseService,
  coverRoutes,
  CoverService,
  studioRoutes,
  type CourseListener,
} from '../courses/index.js';
import {
  TimetableService,
  timetableRoutes,
  type LessonDirectory,
  type LessonListener,
} from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import type { Platform } from './platform.js';

export interface CourseParts {
  readonly directory: LessonDirectory;
  /** Who writes something about a change, in this order. */
  readonly lessonListeners: readonly LessonListener[];
  readonly courseListeners: readonly CourseListener[];
}

/** Courses, their catalogue and their timetable. */
export function composeCourses(platform: Platform, parts: CourseParts) {
  const { directory, lessonListeners, courseListeners } = parts;
  const courseDirectory = new CourseDirectory();
  const timetable = new TimetableService({
    ...platform,
    directory,
    courses: courseDirectory,
    listeners: lessonListeners,
  });
  const catalogue = new CatalogueService(platform);
  const courses = new CourseService({
    ...platform,
    catalogue,
    directory: courseDirectory,
    lessons: timetable,
    listeners: courseListeners,
  });
  const limit = new RateLimit(platform.redis, {
    name: 'cover',
    points: 30,
    perSec: 600,
    withoutRedis: 'open',
  });
  const covers = new CoverService({ ...platform, catalogue, directory: courseDirectory, limit });
  return { courseDirectory, timetable, catalogue, courses, covers };
}

/** Their doors. */
export function courseApi(features: ReturnType<typeof composeCourses>, access: Access): Router[] {
  const { catalogue, courses, covers, timetable } = features;
  return [
    catalogueRoutes(catalogue, access),
    studioRoutes({ catalogue, courses, access }),
    coverRoutes(covers, access),
    timetableRoutes(timetable, access),
  ];
}
