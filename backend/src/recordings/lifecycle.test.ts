import type { LessonId } from '@seodang/contracts/ids';
import { applyLessonEvent, LessonEvent, type LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import { AppError } from '@seodang/server-kit/errors';
import { expect } from 'chai';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { costlyReads } from '../../test/explain.js';
import { makeClass, makeRecordedClass } from '../../test/factories.js';
import { useRecordingWorld } from '../../test/recording-world.js';
import type { User } from '../identity/index.js';
import { Lesson } from '../lessons/index.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe('the life of a recording', function () {
  this.timeout(60_000);
  const world = useRecordingWorld();
  const live = makeRecordedClass;
  const lifecycle = () => world.recordings.lifecycle;
  /** What latecomers are told. */
  const running = async (lessonId: LessonId) => (await Lesson.findSnapshot(lessonId))?.recordingId ?? null;
  const eventsOf = async (lessonId: LessonId) => {
    const rows = await world.platform.db.query<{ event: string }>(
      'SELECT event FROM outbox WHERE lesson_id = :lessonId ORDER BY seq',
      { replacements: { lessonId }, type: QueryTypes.SELECT },
    );
    return rows.map(({ event }) => LessonEvent.parse(JSON.parse(event)));
  };
  const rowsOf = (lessonId: LessonId) =>
    world.platform.db.query<Record<string, unknown>>('SELECT * FROM recordings WHERE lesson_id = :lessonId', {
      replacements: { lessonId },
      type: QueryTypes.SELECT,
    });

  beforeEach(() => {
    world.fake.recordings.all.clear();
    world.fake.recordings.refusal = null;
    world.fake.webhooks.length = 0;
    world.fake.state = 'up';
  });

  it('begins by its instructor while the lesson is live, and everybody in it hears so', async () => {
    const { lesson, instructor, student } = await live();
    const row = await lifecycle().start(actorOf(instructor), lesson.id, { title: '첫 시간' });
    expect(row).to.include({ state: 'recording', title: '첫 시간', lessonId: lesson.id });
    expect(await running(lesson.id)).to.equal(row.id);
    expect(await failureOf(lifecycle().start(actorOf(instructor), lesson.id, {}))).to.equal(
      'recording.already_running',
    );
    expect(await failureOf(lifecycle().start(actorOf(student), lesson.id, {}))).to.equal('auth.forbidden');
    expect(await failureOf(lifecycle().stop(actorOf(student), lesson.id))).to.equal('auth.forbidden');

    const stopped = await lifecycle().stop(actorOf(instructor), lesson.id);
    expect(stopped).to.include({ state: 'processing', stopReason: 'by-instructor' });
    expect(await running(lesson.id)).to.equal(null);
    expect(await failureOf(lifecycle().stop(actorOf(instructor), lesson.id))).to.equal(
      'recording.not_running',
    );
    await world.deliver();
    expect((await eventsOf(lesson.id)).map(({ type }) => type)).to.deep.equal([
      'recording.started',
      'recording.stopped',
    ]);
    expect(await rowsOf(lesson.id)).to.have.length(1);
  });

  it('is refused before the lesson, after it, and with the words of the media server', async () => {
    const { lesson, instructor } = await makeClass();
    const start = (id: LessonId) => failureOf(lifecycle().start(actorOf(instructor), id, {}));
    expect(await start(lesson.id)).to.equal('lesson.not_live');
    const unsaid = await makeClass({ state: 'live', startsAt: new Date() });
    const unannounced = lifecycle().start(actorOf(unsaid.instructor), unsaid.lesson.id, {});
    expect(await failureOf(unannounced)).to.equal('recording.not_announced');
    const { lesson: now, instructor: teacher } = await live();
    for (const [status, code] of [
      [406, 'recording.nobody_inside'],
      [404, 'recording.nobody_inside'],
      [501, 'recording.switched_off'],
      [503, 'recording.no_space'],
      [500, 'recording.start_failed'],
    ] as const) {
      world.fake.recordings.refusal = status;
      expect(await failureOf(lifecycle().start(actorOf(teacher), now.id, {}))).to.equal(code);
    }
    expect(await rowsOf(now.id)).to.deep.equal([]);
  });

  it('can be several of one lesson', async () => {
    const { lesson, instructor } = await live();
    for (let nth = 0; nth < 3; nth += 1) {
      await lifecycle().start(actorOf(instructor), lesson.id, {});
      await lifecycle().stop(actorOf(instructor), lesson.id);
    }
    await world.deliver();
    const rows = await rowsOf(lesson.id);
    expect(rows.map(({ node_id: id }) => String(id).replace(lesson.id, '')).sort()).to.deep.equal([
      'lesson_',
      'lesson_~1',
      'lesson_~2',
    ]);
  });

  it('is the same whatever order webhooks come in, and told to a lesson so that nobody’s badge stays', async () => {
    const story = fc.constantFrom('ready', 'failed', 'by-itself');
    await fc.assert(
      fc.asyncProperty(story, fc.infiniteStream(fc.nat()), fc.boolean(), async (end, order, adopts) => {
        const { lesson, instructor } = await live();
        const nodeId = `lesson_${lesson.id}`;
        // Either the backend's own answer came first, or it died before it could write it.
        if (adopts)
          world.fake.recordings.reply('POST', '/openvidu/api/recordings/start', { session: nodeId });
        else await lifecycle().start(actorOf(instructor), lesson.id, {});
        if (end === 'by-itself') world.fake.recordings.stopFor(nodeId, 'automaticStop');
        else world.fake.recordings.reply('POST', `/openvidu/api/recordings/stop/${nodeId}`, {});
        if (end === 'failed') world.fake.recordings.fail(nodeId);
        else world.fake.recordings.finish(nodeId, { file: '/nowhere', durationSec: 3, size: 10 });
        const told = world.fake.webhooks.splice(0);
        const shuffled = [...told, ...told].toSorted(() => ((order.next().value ?? 0) % 2 === 0 ? 1 : -1));
        for (const body of shuffled) {
          world.fake.webhooks.push(body);
          if ((order.next().value ?? 0) % 2 === 0) await world.deliver();
        }
        await world.deliver();
        const [row, ...others] = await rowsOf(lesson.id);
        expect(others).to.deep.equal([]);
        expect(row).to.include({ state: end === 'failed' ? 'failed' : 'processing' });
        expect(row?.['stop_reason']).to.equal(end === 'by-itself' ? 'nobody-inside' : 'by-instructor');
        expect(await running(lesson.id)).to.equal(null);
        await expectSnapshotFollows(lesson.id, end);
      }),
      { numRuns: 25 },
    );
  });

  /** What all events add up to is what a latecomer is told. */
  async function expectSnapshotFollows(lessonId: LessonId, end: string): Promise<void> {
    const now = await Lesson.findSnapshot(lessonId);
    let followed = { seq: 0, recording: null, lastRecording: null } as unknown as LessonSnapshot;
    const events = await eventsOf(lessonId);
    events.forEach((event, nth) => {
      followed =
        applyLessonEvent(followed, { lessonId, seq: nth + 1, at: new Date().toISOString(), event }) ??
        followed;
    });
    expect(followed.recording?.id ?? null).to.equal(now?.recordingId);
    // Nobody is told the end of what was over when it was first heard of.
    const last = followed.lastRecording;
    if (last) expect(last.id).to.equal(now?.endedRecordingId);
    // One that failed after it had stopped is told of once.
    if (last && end !== 'failed') expect(last.reason).to.equal(now?.endedReason);
    expect(followed.seq).to.equal(now?.seq);
  }

  it('is found by a look at the media server when every webhook was lost', async () => {
    // What the others left due would fill the list.
    await world.platform.db.query('UPDATE recordings SET due_at = NULL');
    const { lesson, instructor } = await live();
    const nodeId = `lesson_${lesson.id}`;
    await lifecycle().start(actorOf(instructor), lesson.id, {});
    world.fake.recordings.stopFor(nodeId, 'lastParticipantLeft');
    world.fake.recordings.finish(nodeId, { file: '/nowhere', durationSec: 3, size: 10 });
    world.fake.webhooks.length = 0;
    expect(await lifecycle().reconcile()).to.equal(1);
    const [row] = await rowsOf(lesson.id);
    expect(row).to.include({ state: 'processing', node_status: 'ready', node_duration_ms: 3_000 });
    expect(await world.pipeline.listDue()).to.include(row?.['id']);
    expect(await lifecycle().reconcile()).to.equal(0);
    expect(await running(lesson.id)).to.equal(null);
  });

  it('tells how far the media server is with its film', async () => {
    const { lesson, instructor } = await live();
    const { id } = await lifecycle().start(actorOf(instructor), lesson.id, {});
    await lifecycle().stop(actorOf(instructor), lesson.id);
    const work = async () => (await world.recordings.studio.get(actorOf(instructor), id)).work;
    expect(await work()).to.deep.include({ stage: 'compose', percent: 0, totalPercent: 0 });
    const recording = world.fake.recordings.all.get(`lesson_${lesson.id}`);
    if (!recording) throw new Error('there is a recording');
    recording.progress = 0.5;
    await lifecycle().reconcile();
    expect(await work()).to.deep.include({ stage: 'compose', percent: 50, totalPercent: 20 });
    world.fake.recordings.finish(recording.id, { file: '/nowhere.mp4', durationSec: 4, size: 1 });
    await lifecycle().reconcile();
    expect(await work()).to.deep.include({ stage: 'collect', percent: 0, totalPercent: 40 });
  });

  it('is found even if the backend never heard of it', async () => {
    const { lesson } = await live();
    world.fake.recordings.reply('POST', '/openvidu/api/recordings/start', { session: `lesson_${lesson.id}` });
    world.fake.webhooks.length = 0;
    expect(await lifecycle().reconcile()).to.equal(1);
    expect(await running(lesson.id)).to.be.a('string');
  });

  it('fails when the media server has lost it, but not while that only does not answer', async () => {
    const { lesson, instructor } = await live();
    await lifecycle().start(actorOf(instructor), lesson.id, {});
    world.fake.recordings.all.clear();
    await lifecycle().reconcile();
    expect((await rowsOf(lesson.id))[0]).to.include({ state: 'recording' });
    await world.platform.db.query('UPDATE recordings SET node_seen_at = NOW(3) - INTERVAL 2 MINUTE');
    world.fake.state = 'failing';
    expect(await failureOf(lifecycle().reconcile())).to.equal('media.unavailable');
    expect((await rowsOf(lesson.id))[0]).to.include({ state: 'recording' });
    world.fake.state = 'up';
    await lifecycle()
      .reconcile()
      .catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    const [row] = await rowsOf(lesson.id);
    expect(row).to.include({ state: 'failed', failure: 'not_recorded' });
    expect((await eventsOf(lesson.id)).at(-1)).to.include({ type: 'recording.failed' });
  });

  it('is not brought back by a late word when it was deleted for good', async () => {
    const { id, lessonId, nodeId } = await world.record('/nowhere');
    await world.platform.db.query('UPDATE recordings SET purged_at = NOW(3) WHERE id = :id', {
      replacements: { id },
    });
    await lifecycle().reconcile();
    expect(world.fake.recordings.all.has(nodeId), 'its raw file goes').to.equal(false);
    world.fake.webhooks.push({
      event: 'recordingStatusChanged',
      sessionId: nodeId,
      timestamp: Date.now(),
      startTime: ((await world.row(id))['node_started_at'] as Date).getTime(),
      id: nodeId,
      name: nodeId,
      outputMode: 'COMPOSED',
      hasAudio: true,
      hasVideo: true,
      size: 0,
      duration: 0,
      status: 'started',
    });
    await world.deliver();
    expect(await rowsOf(lessonId)).to.have.length(1);
    expect(await running(lessonId)).to.equal(null);
  });

  it('reads by its indexes', async () => {
    const { lesson } = await live();
    await world.platform.db.query(
      `INSERT INTO recordings (id, lesson_id, title, node_id, node_started_at, node_status, node_seen_at, state, started_at,
                               has_raw, published_version, created_at, updated_at)
       SELECT UUID(), :lessonId, 'x', CONCAT('old-', seq), NOW(3), 'ready', NOW(3), 'ready', NOW(3), FALSE, 1, NOW(3), NOW(3)
         FROM seq_1_to_5000`,
      { replacements: { lessonId: lesson.id } },
    );
    await world.platform.db.query('ANALYZE TABLE recordings');
    expect(await costlyReads(world.platform.db, () => lifecycle().reconcile())).to.deep.equal([]);
    expect(await costlyReads(world.platform.db, () => world.pipeline.listDue())).to.deep.equal([]);
    expect(await costlyReads(world.platform.db, () => world.recordings.sweep.run())).to.deep.equal([]);
  });
});
