import type { Role } from '@seodang/contracts/identity';
import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import { silent } from '../../../test/database.js';
import { AppError } from '@seodang/server-kit/errors';
import { newId } from '@seodang/server-kit/ids';
import { Access, policyOf } from './access.js';
import { findActor } from './actor.js';
import { problemHandler } from '@seodang/server-kit/http/problem.handler';
import { closeServer, listen } from '@seodang/server-kit/http/server';

describe('Access', () => {
  const userId = newId(UserId);
  const access = new Access({
    authenticate: (token) =>
      token === 'stale'
        ? Promise.reject(new AppError('auth.expired'))
        : Promise.resolve({ userId, name: '홍길동', roles: [token as Role], signInId: '' }),
    publicOrigin: 'http://localhost',
  });

  async function ask(guard: RequestHandler, authorization?: string) {
    const app = express()
      .get('/', guard, (req, res) => {
        res.json(findActor(req)?.userId ?? null);
      })
      .use(problemHandler(silent, () => null));
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as { port: number };
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
    const body: unknown = await response.json();
    await closeServer(server);
    return { status: response.status, body };
  }

  it('lets visitors in without a token, and knows them by a good one', async () => {
    expect(await ask(access.visitor)).to.deep.equal({ status: 200, body: null });
    expect(await ask(access.visitor, 'Bearer student')).to.deep.equal({ status: 200, body: userId });
  });

  it('refuses visitors with a token that is not good', async () => {
    for (const bad of ['Bearer stale', 'Bearer', 'Basic dXNlcg==', 'Bearer a b', '']) {
      expect((await ask(access.visitor, bad)).status, bad).to.equal(401);
    }
  });

  it('lets in who has the role, and tells who has not from who is nobody', async () => {
    const guard = access.role('instructor');
    expect(await ask(guard, 'Bearer instructor')).to.include({ status: 200 });
    expect((await ask(guard, 'Bearer student')).body).to.include({ status: 403, code: 'auth.forbidden' });
    expect((await ask(guard, 'Bearer operator')).status).to.equal(403);
    expect((await ask(guard)).body).to.include({ status: 401, code: 'auth.required' });
  });

  it('declares each guard with its policy', () => {
    const guards = [access.visitor, access.signedIn, access.role('instructor'), access.role('operator')];
    expect(guards.map(policyOf)).to.deep.equal(['visitor', 'signed-in', 'instructor', 'operator']);
  });
});
