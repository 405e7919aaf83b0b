import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { Problem } from '@seodang/contracts/problem';
import { createLog } from '../log.js';
import { answerWithin } from './deadline.js';
import { problemHandler } from './problem.handler.js';
import { requestContext } from './request-context.js';
import { closeServer, listen } from './server.js';

const silent = createLog({ level: 'silent', service: 'test' });

describe('answerWithin', () => {
  it('answers 503 in place of a handler that takes too long, and bears its late answer', async () => {
    let late: () => void = () => undefined;
    const app = express().use(
      requestContext(silent),
      answerWithin({ withinMs: 50, code: 'store.unavailable', log: silent }),
    );
    const finished = new Promise<void>((resolve) => {
      app.get('/slow', async (_req, res) => {
        await new Promise<void>((go) => (late = go));
        resolve();
        res.json({});
      });
    });
    app.use(problemHandler(silent, () => null));
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;

    const response = await fetch(`http://127.0.0.1:${port}/slow`);
    late();
    await finished;

    expect(response.status).to.equal(503);
    expect(Problem.parse(await response.json())).to.include({ code: 'store.unavailable', instance: '/slow' });
    await closeServer(server);
  });
});
