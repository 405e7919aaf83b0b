import { expect } from 'chai';
import express, { Router } from 'express';
import { useApi } from '../../test/api.js';
import { AppError } from '@seodang/server-kit/errors';
import { Access } from '../platform/http/access.js';
import { composeApi } from './compose.js';
import { assertPolicies, listRoutes } from './routes.js';

describe('routes', () => {
  const api = useApi();

  it('are these, each with its policy', async () => {
    const app = await composeApi(api.platform);
    const routes = listRoutes(app).map(
      ({ method, path, policy }) => `${method} ${path}: ${policy ?? 'NONE'}`,
    );
    expect(routes.sort()).to.deep.equal([
      'delete /courses/:id/cover: instructor',
      'delete /courses/:id/enrolment: signed-in',
      'delete /courses/:id/people/:userId: signed-in',
      'delete /courses/:id: instructor',
      'delete /me/blocks/:userId: signed-in',
      'delete /me/sign-ins/:id: signed-in',
      'delete /me/sign-ins: signed-in',
      'delete /recordings/:id/bookmarks/:bookmarkId: signed-in',
      'delete /recordings/:id/captions/:lang: signed-in',
      'delete /recordings/:id: signed-in',
      'get /attachments/:id/:size.webp: signed-in',
      'get /categories: anyone',
      'get /courses/:id/people: signed-in',
      'get /courses/:id: visitor',
      'get /courses: visitor',
      'get /covers/:hash/:width.webp: anyone',
      'get /docs.css: anyone',
      'get /docs: anyone',
      'get /healthz: internal',
      'get /internal/jwks.json: internal',
      'get /lessons/:id/attendance: signed-in',
      'get /lessons/:id/calendar.ics: signed-in',
      'get /lessons/:id/consents.csv: signed-in',
      'get /lessons/:id/consents: signed-in',
      'get /lessons/:id/inside: signed-in',
      'get /lessons/:id/people: signed-in',
      'get /lessons/:id/recording-consent: signed-in',
      'get /lessons/:id/recording-ledger.csv: signed-in',
      'get /lessons/:id/recording-ledger: signed-in',
      'get /lessons/:id/recordings: signed-in',
      'get /lessons/:id/snapshot: signed-in',
      'get /lessons/:id/timeline: signed-in',
      'get /lessons/:id: signed-in',
      'get /me/blocks: signed-in',
      'get /me/consent: signed-in',
      'get /me/lessons: signed-in',
      'get /me/sign-ins: signed-in',
      'get /me: signed-in',
      'get /metrics: internal',
      'get /openapi.json: anyone',
      'get /readyz: internal',
      'get /recordings/*path: signed-link',
      'get /recordings/:id/bookmarks: signed-in',
      'get /recordings/:id/replay: visitor',
      'get /recordings/:id/viewers: signed-in',
      'get /recordings/:id: signed-in',
      'get /recordings: operator',
      'get /rooms/:id/members: signed-in',
      'get /rooms/:id: signed-in',
      'get /studio/courses: instructor',
      'get /studio/recordings: instructor',
      'patch /courses/:id: instructor',
      'patch /lessons/:id: instructor',
      'patch /me: signed-in',
      'patch /recordings/:id/bookmarks/:bookmarkId: signed-in',
      'patch /recordings/:id: signed-in',
      'patch /rooms/:id: instructor',
      'post /auth/refresh: refresh-cookie',
      'post /auth/register: anyone',
      'post /auth/sign-in: anyone',
      'post /auth/sign-out: refresh-cookie',
      'post /chat-ticket: signed-in',
      'post /courses/:id/lessons: instructor',
      'post /courses/:id/people/:userId/readmit: signed-in',
      'post /courses/:id/publish: instructor',
      'post /courses/:id/rooms: instructor',
      'post /courses/:id/unpublish: instructor',
      'post /courses: instructor',
      'post /direct-rooms: signed-in',
      'post /internal/chat/access: internal-secret',
      'post /internal/chat/attachments: internal-secret',
      'post /internal/chat/connect: internal-secret',
      'post /internal/chat/forget-attachments: internal-secret',
      'post /internal/chat/members: internal-secret',
      'post /internal/chat/memberships: internal-secret',
      'post /internal/chat/rooms: internal-secret',
      'post /internal/chat/sign-ins: internal-secret',
      'post /internal/openvidu-webhook: webhook-secret',
      'post /lessons/:id/cancel: instructor',
      'post /lessons/:id/end: signed-in',
      'post /lessons/:id/join: signed-in',
      'post /lessons/:id/marks: signed-in',
      'post /lessons/:id/people/:userId/readmit: signed-in',
      'post /lessons/:id/people/:userId/remove: signed-in',
      'post /lessons/:id/presence: signed-in',
      'post /lessons/:id/recording/stop: signed-in',
      'post /lessons/:id/recording: signed-in',
      'post /lessons/:id/restore: instructor',
      'post /lessons/:id/start: signed-in',
      'post /me/password: signed-in',
      'post /recordings/:id/bookmarks: signed-in',
      'post /recordings/:id/rebuild: signed-in',
      'post /recordings/:id/restore: signed-in',
      'post /rooms/:id/attachments: signed-in',
      'post /rooms/:id/threads: signed-in',
      'put /courses/:id/cover: instructor',
      'put /courses/:id/enrolment: signed-in',
      'put /direct-rooms/:id/answer: signed-in',
      'put /lessons/:id/people/:userId/speaking: signed-in',
      'put /lessons/:id/recording-consent: signed-in',
      'put /me/blocks/:userId: signed-in',
      'put /me/consent: signed-in',
      'put /recordings/:id/captions/:lang: signed-in',
      'put /recordings/:id/chapters: signed-in',
      'put /recordings/:id/progress: signed-in',
      'put /recordings/:id/trim: signed-in',
      'put /rooms/:id/mute: signed-in',
      'put /users/:id/roles: operator',
      'put /users/:id/suspension: operator',
    ]);
  });

  it('without a policy keep the API from starting, also deep inside', () => {
    const access = new Access({
      authenticate: () => Promise.reject(new AppError('auth.required')),
      publicOrigin: 'http://localhost',
    });
    const inner = Router()
      .get('/open', (_req, res) => res.end())
      .get('/guarded', access.signedIn, (_req, res) => res.end());
    const app = express().use('/api', Router().use(inner));
    expect(() => {
      assertPolicies(app);
    }).to.throw('no policy is declared for GET /open');
  });
});
