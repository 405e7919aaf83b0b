import { UserId, type CourseId } from '@seodang/contracts/ids';
import { EnrolmentView } from '@seodang/contracts/enrolment';
import { expect } from 'chai';
import { newTokenKey, ORIGIN } from '../../test/api.js';
import { redisUrl, useDatabase } from '../../test/database.js';
import { demoPasswordHash, makeCourse } from '../../test/factories.js';
import { freePort, Program } from '../../test/program.js';
import { AccessTokens, SignIn, User } from '../identity/index.js';
import { readConfig } from '../platform/config.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { Enrolment } from './enrolment.model.js';

const PEOPLE = 1_000;
const SEATS = 30;
const DAY_MS = 24 * 3_600_000;

interface Outcome {
  readonly status: number;
  readonly view: EnrolmentView | null;
}

describe('a thousand people and thirty seats', function () {
  this.timeout(240_000);
  const database = useDatabase();
  const tokenKey = newTokenKey();
  const programs: Program[] = [];
  const tokens: string[] = [];
  const env = () => ({
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl(),
    OPENVIDU_URL: 'http://127.0.0.1:1',
    OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
    WEBHOOK_SECRETS: 'another secret of the tests that is long enough as well',
    INTERNAL_SECRET: 'a third secret of the tests, known to the chat-server',
    PUBLIC_ORIGIN: ORIGIN,
    ACCESS_TOKEN_KEY: tokenKey,
    LOG_LEVEL: 'warn',
  });

  async function startApi() {
    const port = await freePort();
    const program = Program.start('src/main.ts', { ...env(), API_PORT: String(port) });
    programs.push(program);
    const baseUrl = `http://127.0.0.1:${port}`;
    await program.untilReady(`${baseUrl}/readyz`);
    return { program, baseUrl };
  }

  before(async () => {
    const keys = readConfig(env()).accessTokenKeys;
    const issuer = await AccessTokens.create({ keys, issuer: ORIGIN, now: () => new Date() });
    const passwordHash = await demoPasswordHash();
    const times = { createdAt: new Date(), expiresAt: new Date(Date.now() + DAY_MS) };
    const users = Array.from({ length: PEOPLE }, (_, nth) => ({
      id: newId(UserId),
      email: `crowd-${nth}@seodang.example`,
      name: `학생 ${nth}`,
      passwordHash,
      language: 'ko' as const,
      timeZone: 'Asia/Seoul',
      suspendedAt: null,
      createdAt: times.createdAt,
    }));
    const signIns = users.map(({ id: userId }) => ({
      id: newUuid(),
      userId,
      deviceHash: Buffer.alloc(32),
      ...times,
      endedAt: null,
      endReason: null,
    }));
    await User.bulkCreate(users);
    await SignIn.bulkCreate(signIns);
    for (const { id: sid, userId: sub } of signIns) {
      tokens.push((await issuer.issue({ sub, sid, roles: ['student'] })).accessToken);
    }
  });
  afterEach(() => Promise.all(programs.splice(0).map((program) => program.kill())));

  async function ask(baseUrl: string, courseId: CourseId, token: string): Promise<Outcome> {
    const response = await fetch(`${baseUrl}/api/courses/${courseId}/enrolment`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, Origin: ORIGIN, 'X-Forwarded-For': '10.0.0.1' },
    });
    const body: unknown = await response.json();
    return { status: response.status, view: response.ok ? EnrolmentView.parse(body) : null };
  }

  /** Exactly the seats, everybody else in a queue without a gap, and counters that say so. */
  async function expectFair(courseId: CourseId, outcomes: readonly Outcome[]) {
    const views = outcomes.flatMap(({ view }) => view ?? []);
    expect(outcomes.filter(({ status }) => status !== 200)).to.deep.equal([]);
    expect(views.filter(({ state }) => state === 'enrolled')).to.have.length(SEATS);
    const positions = views.flatMap(({ position }) => position ?? []).sort((a, b) => a - b);
    expect(positions).to.deep.equal(Array.from({ length: PEOPLE - SEATS }, (_, nth) => nth + 1));
    expect(await Enrolment.findCourse(courseId)).to.include({ taken: SEATS, waiting: PEOPLE - SEATS });
    expect(await Enrolment.count({ where: { courseId, state: 'enrolled' } })).to.equal(SEATS);
    expect(await Enrolment.count({ where: { courseId, state: 'waiting' } })).to.equal(PEOPLE - SEATS);
  }

  it('are all answered: thirty have one, the others a place in the queue', async () => {
    const { baseUrl } = await startApi();
    const { id: courseId } = await makeCourse({ capacity: SEATS });
    const startedAt = performance.now();
    const took: number[] = [];
    const outcomes = await Promise.all(
      tokens.map(async (token) => {
        const outcome = await ask(baseUrl, courseId, token);
        took.push(performance.now() - startedAt);
        return outcome;
      }),
    );
    took.sort((a, b) => a - b);
    const p99 = Math.round(took[Math.floor(PEOPLE * 0.99)] ?? 0);
    process.stdout.write(`      all answered after ${Math.round(took.at(-1) ?? 0)} ms (p99 ${p99} ms)\n`);
    await expectFair(courseId, outcomes);
  });

  it('are treated the same by two processes, also when one is killed in the middle and they ask again', async () => {
    const [doomed, other] = await Promise.all([startApi(), startApi()]);
    const { id: courseId } = await makeCourse({ capacity: SEATS });
    let answered = 0;
    const first = await Promise.allSettled(
      tokens.map(async (token, nth) => {
        const outcome = await ask(nth % 2 === 0 ? doomed.baseUrl : other.baseUrl, courseId, token);
        answered += 1;
        if (answered === 200) doomed.program.signal('SIGKILL');
        return outcome;
      }),
    );
    const cutOff = first.filter(({ status }) => status === 'rejected').length;
    process.stdout.write(`      ${cutOff} requests were cut off by the kill\n`);
    expect(cutOff, 'requests under way when it was killed').to.be.greaterThan(0);

    const again = await Promise.all(tokens.map((token) => ask(other.baseUrl, courseId, token)));
    await expectFair(courseId, again);
    for (const [nth, outcome] of first.entries()) {
      if (outcome.status === 'rejected' || outcome.value.status !== 200) continue;
      expect(again[nth]?.view, 'what was answered once').to.deep.equal(outcome.value.view);
    }
  });
});
