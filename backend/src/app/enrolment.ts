import type { LessonId } from '@seodang/contracts/ids';
import type { Router } from 'express';
import type { CourseListener } from '../courses/index.js';
import {
  enrolmentRoutes,
  EnrolmentService,
  type EnrolmentEvent,
  type EnrolmentListener,
} from '../enrolment/index.js';
import type { LessonDirectory, LessonMedia } from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import type { Platform } from './platform.js';

export interface EnrolmentParts {
  readonly directory: LessonDirectory;
  readonly media: LessonMedia;
  /** Who writes something about a seat, in this order. */
  readonly enrolmentListeners: readonly EnrolmentListener[];
}

/** Seats and waiting lists. */
export function composeEnrolment(platform: Platform, parts: EnrolmentParts) {
  const listeners = [...parts.enrolmentListeners, showOut(platform, parts)];
  const enrolment = new EnrolmentService({
    ...platform,
    listener: async (tx, events) => {
      for (const listener of listeners) await listener(tx, events);
    },
  });
  const promote: CourseListener = async (tx, event) => {
    if (event.name === 'course.capacity-raised') await enrolment.promote(tx, event.courseId);
  };
  return { enrolment, promote };
}

/** Their doors. */
export function enrolmentApi(
  { enrolment }: { readonly enrolment: EnrolmentService },
  access: Access,
  { redis }: Pick<Platform, 'redis'>,
): Router {
  const limit = { name: 'enrol', points: 60, perSec: 60, withoutRedis: 'open' } as const;
  return enrolmentRoutes({ enrolment, access, enrolLimit: new RateLimit(redis, limit) });
}

/** Whoever loses the seat while a lesson is live has to go; what fails here, the reconciler finds. */
function showOut({ log }: Platform, { directory, media }: EnrolmentParts): EnrolmentListener {
  const leave = async ({ courseId, userId }: EnrolmentEvent) => {
    const lessonIds: LessonId[] = await directory.listLiveOf(courseId);
    for (const lessonId of lessonIds) await media.removePerson({ lessonId, userId });
  };
  return (tx, events) => {
    const lost = events.filter(({ name }) => name === 'seat.lost');
    tx.afterCommit(() => {
      for (const event of lost) {
        leave(event).catch((error: unknown) => {
          log.warn(
            { err: error, courseId: event.courseId },
            'somebody without a seat is left to the reconciler',
          );
        });
      }
    });
    return Promise.resolve();
  };
}
