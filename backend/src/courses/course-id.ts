import { CourseId } from '@seodang/contracts/ids';
import type { Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import { noteLogIds } from '@seodang/server-kit/log';

/** The course a path names; what is logged from here on carries its id. @throws {AppError} `course.not_found` when it cannot be one's id. */
export function courseIdOf(req: Request): CourseId {
  const id = CourseId.safeParse(req.params['id']);
  if (!id.success) throw new AppError('course.not_found');
  noteLogIds({ courseId: id.data });
  return id.data;
}
