import { CoursesQuery } from '@seodang/contracts/courses';
import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { findActor } from '../platform/http/actor.js';
import { queryOf } from '@seodang/server-kit/http/input';
import type { CatalogueService } from './catalogue.service.js';
import { courseIdOf } from './course-id.js';

/** What visitors find; whoever shows a token also learns what they have there. */
export function catalogueRoutes(catalogue: CatalogueService, access: Access): Router {
  const router = Router();

  router.get('/categories', access.anyone, async (_req, res) => {
    res.json(await catalogue.listCategories());
  });

  router.get('/courses', access.visitor, async (req, res) => {
    res.json(await catalogue.list(findActor(req), queryOf(req, CoursesQuery)));
  });

  router.get('/courses/:id', access.visitor, async (req, res) => {
    res.json(await catalogue.get(findActor(req), courseIdOf(req)));
  });

  return router;
}
