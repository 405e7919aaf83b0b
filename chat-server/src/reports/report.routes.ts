import { ResolveReport } from '@seodang/contracts/chat';
import { Router } from 'express';
import { z } from 'zod';
import { personOf, type Access } from '../platform/http/access.js';
import { bodyOf, pathOf } from '@seodang/server-kit/http/input';
import type { ReportService } from './report.service.js';

/** What people reported, for operators. */
export function reportRoutes(reports: ReportService, access: Access): Router {
  const router = Router();

  router.get('/reports', access.operator, async (_req, res) => {
    res.json({ items: await reports.list() });
  });

  router.put('/reports/:reportId/resolution', access.operator, async (req, res) => {
    const id = pathOf(req, 'reportId', z.uuid(), 'request.not_found');
    await reports.resolve(personOf(req), id, bodyOf(req, ResolveReport));
    res.status(204).end();
  });

  return router;
}
