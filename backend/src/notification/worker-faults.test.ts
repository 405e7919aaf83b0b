import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { redisUrl, useDatabase } from '../../test/database.js';
import { enrol, makeCourse, makeLesson, makeUser } from '../../test/factories.js';
import { MailServer } from '../../test/mail-server.js';
import { MAIL_FROM } from '../../test/notice-world.js';
import { until } from '../../test/until.js';
import { WorkerProcess } from '../../test/worker-process.js';
import { Enrolment } from '../enrolment/index.js';
import { User } from '../identity/index.js';
import type { Lesson } from '../lessons/index.js';
import { NoticeBook } from './notice.model.js';
import { ReminderSchedule } from './reminder.model.js';

/** A database of Redis that other tests do not use, so that it may be emptied. */
const OWN_REDIS_DB = 10;
const MINUTE_MS = 60_000;
/** So many mails a worker has under way at once. */
const LANES = 6;
/** As a mail server on a network does, so that a kill meets mails whose answer is still to come. */
const SERVER_TAKES_MS = 30;
const LONG_AGO = new Date(Date.now() - 30 * 24 * 60 * MINUTE_MS);

describe('mails by the worker process', function () {
  this.timeout(300_000);
  const database = useDatabase();
  const server = new MailServer();
  const workers: WorkerProcess[] = [];
  const ownRedisUrl = () => `${redisUrl().replace(/\/\d*$/, '')}/${OWN_REDIS_DB}`;
  let redis: Redis;
  const newWorker = (smtpUrl = server.url) => {
    const worker = new WorkerProcess({
      DATABASE_URL: database.url,
      REDIS_URL: ownRedisUrl(),
      OPENVIDU_URL: 'http://127.0.0.1:1',
      OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
      SMTP_URL: smtpUrl,
      MAIL_FROM,
    });
    workers.push(worker);
    return worker;
  };

  before(async () => {
    redis = new Redis(ownRedisUrl());
    await redis.flushdb();
    await server.start();
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
    await database.db.query('DELETE FROM notices');
    await database.db.query('DELETE FROM lessons');
    server.reset();
  });
  after(async () => {
    await server.stop();
    await redis.flushdb();
    redis.disconnect();
  });

  /** A course with so many students, planned long ago, whose lesson starts in so many minutes. */
  async function classOf(students: number, startsInMin: number): Promise<{ lesson: Lesson; people: number }> {
    const course = await makeCourse({ capacity: Math.max(students, 1) });
    for (let nth = 0; nth < students; nth += 1) await enrol(await makeUser(), course);
    await Enrolment.update({ since: LONG_AGO }, { where: { courseId: course.id } });
    const startsAt = new Date(Date.now() + startsInMin * MINUTE_MS);
    const lesson = await makeLesson({ courseId: course.id, startsAt, createdAt: LONG_AGO });
    return { lesson, people: students + 1 };
  }
  const open = async () =>
    (await new NoticeBook(database.db).countOpen()).filter(({ state }) => state !== 'unsure');
  const allSent = (people: number, withinMs: number) =>
    until(async () => server.mails.length >= people && (await open()).length === 0, {
      what: `${people} mails`,
      withinMs,
    });
  /** Each recipient once. */
  const expectOnceEach = (people: number) => {
    const recipients = server.mails.map(({ to }) => to);
    expect(new Set(recipients).size, 'people who got a mail').to.equal(people);
    expect(recipients.length, 'mails').to.equal(people);
  };
  /** Whom a worker was about to write to, with leave, when it was killed: it may be a mail was sent, or not. */
  const unsure = async () => {
    const [rows] = await database.db.query(
      "SELECT u.email FROM notices n JOIN users u ON u.id = n.user_id WHERE n.state = 'unsure'",
    );
    return rows.map((row) => (row as { email: string }).email);
  };

  it('are never sent twice, and missed by none but those of whom it says so, however often it is killed', async () => {
    const { people } = await classOf(400, 4);
    server.beforeAnswer = () => delay(SERVER_TAKES_MS);
    for (let kill = 1; kill <= 3; kill += 1) {
      const before = server.mails.length;
      const worker = newWorker();
      const starting = worker.start().catch(() => undefined);
      await until(() => server.mails.length > before + 30, { what: 'some mails', withinMs: 60_000 });
      await worker.end('SIGKILL');
      await starting;
      process.stdout.write(`      killed after ${server.mails.length} of ${people} mails\n`);
      expect(server.mails.length, 'mails when it was killed').to.be.lessThan(people);
    }
    const startedAt = Date.now();
    const survivors = [newWorker(), newWorker()];
    await Promise.all(survivors.map((worker) => worker.start()));
    await until(async () => (await open()).length === 0, { what: 'all to be settled', withinMs: 180_000 });
    process.stdout.write(
      `      the rest was sent ${Date.now() - startedAt} ms after two others were started\n`,
    );
    const doubtful = await unsure();
    expect(doubtful.length, 'mails of which nobody knows').to.be.at.most(3 * LANES);
    const missed = doubtful.filter((email) => !server.mails.some(({ to }) => to === email));
    expectOnceEach(people - missed.length);
  });

  it('go when they are due, and still once each when Redis loses everything before', async () => {
    const { people } = await classOf(20, 5 + 12 / 60);
    await newWorker().start();
    const wound = () => redis.keys('bull:seodang:de:raise-*');
    await until(async () => (await wound()).length > 0, { what: 'the clock to be wound', withinMs: 30_000 });
    await redis.flushdb();
    expect(server.mails, 'mails before they are due').to.have.length(0);
    await allSent(people, 90_000);
    expectOnceEach(people);
  });

  it('are on time to the second when nothing is lost', async () => {
    const { lesson, people } = await classOf(5, 5 + 8 / 60);
    await newWorker().start();
    await until(() => server.mails.length > 0, { what: 'the first mail', withinMs: 60_000 });
    const lateMs = Date.now() - (lesson.startsAt.getTime() - 5 * MINUTE_MS);
    process.stdout.write(`      the first reminder came ${lateMs} ms after it was due\n`);
    expect(lateMs).to.be.within(0, 10_000);
    await allSent(people, 30_000);
    expectOnceEach(people);
  });

  it('wait for a mail server that is away, and then go once each', async () => {
    const { people } = await classOf(12, 4);
    await server.stop();
    await newWorker().start();
    await until(
      async () => (await new NoticeBook(database.db).countOpen()).some(({ rows }) => rows === people),
      {
        what: 'the reminders to be raised',
        withinMs: 30_000,
      },
    );
    await server.start();
    await allSent(people, 90_000);
    expectOnceEach(people);
  });

  it('are told in its figures, and it stops in order', async () => {
    const { people } = await classOf(3, 4);
    const refused = (await User.findAll({ order: [['createdAt', 'DESC']], limit: 1 }))[0]?.email;
    server.recipientFate = (address) => (address === refused ? { refuse: 550 } : 'take');
    const worker = newWorker();
    await worker.start();
    await until(() => server.mails.length === people - 1, { what: 'the mails', withinMs: 60_000 });
    const figures = async () => (await worker.get('/metrics')).text;
    const sent = new RegExp(
      `notices_total\\{(?=[^}]*kind="minutes-before")(?=[^}]*outcome="sent")[^}]*\\} ${people - 1}\\b`,
    );
    await until(async () => sent.test(await figures()), { what: 'the figures', withinMs: 10_000 });
    const text = await figures();
    expect(text).to.match(/notices_rows\{(?=[^}]*state="failed")[^}]*\} 1\b/);
    expect(text).to.match(/notices_rows\{(?=[^}]*state="due")[^}]*\} 0\b/);
    expect(text).to.match(new RegExp(`mail_seconds_count\\{[^}]*\\} ${people - 1}\\b`));
    expect(await worker.end('SIGTERM')).to.equal(0);
    expect(worker.output).not.to.include('@seodang.example');
  });

  it('are measured: reminders a second', async () => {
    const { people } = await classOf(1_000, 4);
    const schedule = new ReminderSchedule(database.db);
    expect(await schedule.now()).to.be.instanceOf(Date);
    await newWorker().start();
    await until(() => server.mails.length > 0, { what: 'the first mail', withinMs: 60_000 });
    const startedAt = Date.now();
    await allSent(people, 120_000);
    const perSec = Math.round(people / ((Date.now() - startedAt) / 1000));
    process.stdout.write(`      ${people} reminders, ${perSec} a second\n`);
    expectOnceEach(people);
  });
});
