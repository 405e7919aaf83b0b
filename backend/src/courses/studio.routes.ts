import { CreateCourse, UpdateCourse } from '@seodang/contracts/courses';
import { PageQuery } from '@seodang/contracts/paging';
import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import type { CatalogueService } from './catalogue.service.js';
import { courseIdOf } from './course-id.js';
import type { CourseService } from './course.service.js';

export interface StudioRouteDeps {
  readonly catalogue: CatalogueService;
  readonly courses: CourseService;
  readonly access: Access;
}

/** What instructors do with their courses. */
export function studioRoutes({ catalogue, courses, access }: StudioRouteDeps): Router {
  const router = Router();
  const instructor = access.role('instructor');

  router.get('/studio/courses', instructor, async (req, res) => {
    res.json(await catalogue.listOwn(actorOf(req), queryOf(req, PageQuery)));
  });

  router.post('/courses', instructor, async (req, res) => {
    res.status(201).json(await courses.create(actorOf(req), bodyOf(req, CreateCourse)));
  });

  router.patch('/courses/:id', instructor, async (req, res) => {
    res.json(await courses.change(actorOf(req), courseIdOf(req), bodyOf(req, UpdateCourse)));
  });

  router.delete('/courses/:id', instructor, async (req, res) => {
    await courses.remove(actorOf(req), courseIdOf(req));
    res.status(204).end();
  });

  router.post('/courses/:id/publish', instructor, async (req, res) => {
    res.json(await courses.publish(actorOf(req), courseIdOf(req)));
  });

  router.post('/courses/:id/unpublish', instructor, async (req, res) => {
    res.json(await courses.unpublish(actorOf(req), courseIdOf(req)));
  });

  return router;
}
