import { Agent, request } from 'node:http';
import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { useApi } from '../../test/api.js';

const OLD = 'the old secret of the tests that is still valid';
const NEW = 'the new secret of the tests valid at the same time';
const PATH = '/internal/openvidu-webhook';
const event = (nth: number) => ({ event: 'sessionCreated', sessionId: 'math', timestamp: nth });

describe('the door for webhooks', () => {
  const api = useApi(() => ({ WEBHOOK_SECRETS: `${OLD},${NEW}` }));
  const post = async (body: string | Buffer, headers: Record<string, string> = { 'X-Seodang-Hook': NEW }) => {
    const answer = await fetch(`${api.baseUrl}${PATH}`, { method: 'POST', body, headers });
    return { status: answer.status, body: await answer.text() };
  };
  const rows = async () =>
    api.platform.db.query<{ body: Buffer; state: string; duplicates: number }>(
      'SELECT body, state, duplicates FROM webhook_inbox ORDER BY id',
      { type: QueryTypes.SELECT },
    );

  beforeEach(() => api.platform.db.query('DELETE FROM webhook_inbox'));

  it('answers exactly 200 once the raw body is in the database', async () => {
    const text = ` ${JSON.stringify({ ...event(1), unheardOf: '새것' })}\n`;
    expect(await post(text)).to.deep.equal({ status: 200, body: '' });
    const [row] = await rows();
    expect(row?.body.toString('utf8')).to.equal(text);
    expect(row?.state).to.equal('new');
  });

  it('takes either secret while they are being changed', async () => {
    expect((await post(JSON.stringify(event(1)), { 'X-Seodang-Hook': OLD })).status).to.equal(200);
    expect((await post(JSON.stringify(event(2)), { 'X-Seodang-Hook': NEW })).status).to.equal(200);
  });

  it('keeps an event it has never heard of', async () => {
    expect((await post('{"event":"HANodeRegistered","timestamp":7,"nodeId":"x"}')).status).to.equal(200);
    expect(await rows()).to.have.length(1);
  });

  it('answers 200 to fifty copies at once and to one of a year ago, and keeps each body once', async () => {
    const body = JSON.stringify(event(Date.UTC(2025, 10, 21)));
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)));
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
    const [row, ...others] = await rows();
    expect(row?.duplicates).to.equal(49);
    expect(others).to.deep.equal([]);
  });

  describe('refuses', () => {
    const body = JSON.stringify(event(1));
    const refusals: [string, () => ReturnType<typeof post>, number][] = [
      ['a caller without a secret', () => post(body, {}), 401],
      [
        'a secret that is one character off',
        () => post(body, { 'X-Seodang-Hook': `${NEW.slice(0, -1)}!` }),
        401,
      ],
      ['both secrets in one header', () => post(body, { 'X-Seodang-Hook': `${OLD},${NEW}` }), 401],
      ['an empty secret', () => post(body, { 'X-Seodang-Hook': '' }), 401],
      ['a secret with something behind it', () => post(body, { 'X-Seodang-Hook': `${NEW}x` }), 401],
      [
        'what came through the public proxy',
        () => post(body, { 'X-Seodang-Hook': NEW, 'X-Forwarded-For': '198.51.100.7' }),
        404,
      ],
      ['a body of a megabyte', () => post(JSON.stringify({ ...event(1), pad: 'x'.repeat(1 << 20) })), 413],
      ['ten thousand brackets', () => post('['.repeat(10_000)), 400],
      ['what is not JSON', () => post('event=sessionCreated'), 400],
      ['JSON without an event', () => post('{"timestamp":1}'), 400],
      ['a name longer than any event has', () => post(`{"event":"${'x'.repeat(65)}","timestamp":1}`), 400],
      ['nothing at all', () => post(''), 400],
    ];
    for (const [what, attack, status] of refusals) {
      it(`${what} (${status}) and keeps nothing`, async () => {
        expect((await attack()).status).to.equal(status);
        expect(await rows()).to.deep.equal([]);
      });
    }

    it('other methods, and the same path under /api', async () => {
      const headers = { 'X-Seodang-Hook': NEW };
      expect((await fetch(`${api.baseUrl}${PATH}`, { headers })).status).to.equal(404);
      expect((await fetch(`${api.baseUrl}/api${PATH}`, { method: 'POST', headers, body })).status).to.equal(
        404,
      );
    });
  });

  it('keeps up with a single sender that waits for each answer', async function () {
    this.timeout(60_000);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const times: number[] = [];
    for (let nth = 0; nth < 1000; nth += 1) {
      const began = performance.now();
      await postOn(agent, `${api.baseUrl}${PATH}`, JSON.stringify(event(nth)));
      times.push(performance.now() - began);
    }
    agent.destroy();
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    process.stdout.write(`      1000 webhooks, one after another: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`);
    expect(Number(at(0.99))).to.be.lessThan(500);
    expect(await rows()).to.have.length(1000);
  });
});

/** One request on a connection that stays open, as OpenVidu's sender does. */
function postOn(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'X-Seodang-Hook': NEW } }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`answered ${answer.statusCode ?? 0}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
