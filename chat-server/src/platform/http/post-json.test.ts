import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { JsonQuestions } from './post-json.js';

describe('questions in JSON', () => {
  let server: Server;
  let connections = 0;
  let answer: RequestListener;
  let questions: JsonQuestions;

  beforeEach(async () => {
    connections = 0;
    server = createServer((req, res) => {
      answer(req, res);
    });
    server.on('connection', () => {
      connections += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    questions = new JsonQuestions(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inner/`);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = (withinMs = 2_000) =>
    questions.post('what', { headers: { 'x-secret': 'open' }, body: { 이름: '미나' }, withinMs });
  const failure = (question: Promise<unknown>) =>
    question.then(
      () => 'answered',
      (error: unknown) => String(error),
    );

  it('are answered, one after the other over one connection', async () => {
    answer = (req, res) => {
      void text(req).then((body) => {
        const { method, url, headers } = req;
        res.end(
          JSON.stringify({ method, url, secret: headers['x-secret'], body: JSON.parse(body) as unknown }),
        );
      });
    };
    const expected = { method: 'POST', url: '/inner/what', secret: 'open', body: { 이름: '미나' } };
    expect(await ask()).to.deep.equal(expected);
    expect(await ask()).to.deep.equal(expected);
    expect(connections).to.equal(1);
  });

  it('fail when the answer is no answer', async () => {
    answer = (_, res) => res.writeHead(503).end('{}');
    expect(await failure(ask())).to.include('503');
    answer = (_, res) => res.writeHead(302, { location: '/' }).end();
    expect(await failure(ask())).to.include('302');
    answer = (_, res) => res.end('<html>');
    expect(await failure(ask())).to.include('JSON');
    answer = (req) => req.socket.destroy();
    expect(await failure(ask())).to.include('hang up');
  });

  it('fail when the answer does not come in time, or stops in the middle', async () => {
    answer = () => undefined;
    expect(await failure(ask(50))).to.include('50 ms');
    answer = (_, res) => res.writeHead(200, { 'content-length': '10' }).write('{');
    expect(await failure(ask(50))).to.not.equal('answered');
  });
});
