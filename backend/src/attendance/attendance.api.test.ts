import { AttendanceView } from '@seodang/contracts/attendance';
import { LessonId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { featuresOn } from '../../test/presence-world.js';
import type { User } from '../identity/index.js';
import type { Lesson } from '../lessons/index.js';
import { MediaConnection, type ConnectionEvent } from '../media/index.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { AttendanceSpan } from './attendance-span.model.js';
import type { AttendanceService } from './attendance.service.js';

describe('attendance API', () => {
  const api = useApi();
  let attendance: AttendanceService;
  before(() => {
    ({ attendance } = featuresOn(api.platform));
  });
  const liveClass = () => makeClass({ state: 'live', startsAt: api.clock.now() });

  /** A connection as media makes it, and what then happened to it. */
  const connect = async (
    lesson: Lesson,
    user: User,
    { from = 0, to, why = 'disconnect' }: { from?: number; to?: number; why?: string } = {},
  ) => {
    const owner = {
      connectionId: `con_${newUuid()}`,
      lessonId: lesson.id,
      userId: user.id,
      kind: 'camera',
    } as const;
    const at = (sec: number) => lesson.startsAt.getTime() + 1000 * sec;
    const events: ConnectionEvent[] = [{ ...owner, name: 'joined', at: at(from) }];
    if (to !== undefined) events.push({ ...owner, name: 'left', at: at(to), why });
    await api.platform.inTransaction(async (tx) => {
      await MediaConnection.keep(owner, { at: new Date(at(from)), mayPublish: true }, tx);
      await attendance.hear(tx, events);
    });
    return owner.connectionId;
  };

  describe('GET /api/lessons/:id/attendance', () => {
    const path = (lessonId: string) => `/api/lessons/${lessonId}/attendance`;
    const ask = async (user: User, lesson: Lesson) =>
      AttendanceView.parse((await (await api.as(user)).call('GET', path(lesson.id))).body);

    it('shows the instructor everybody, also those who never came', async () => {
      const { instructor, student, course, lesson } = await makeClass({
        state: 'ended',
        startsAt: api.clock.inMin(-60),
        durationMin: 50,
      });
      const absent = await makeUser({ name: '황진이' });
      await enrol(absent, course);
      await connect(lesson, instructor, { from: 0 });
      await connect(lesson, student, { from: 60, to: 660, why: 'networkDisconnect' });
      await connect(lesson, student, { from: 680, to: 1260 });

      const view = await ask(instructor, lesson);
      expect(view.startedAt).to.equal(lesson.startsAt.toISOString());
      const shown = view.people.map(({ name, part, presentMin, presentSec, intervals }) => ({
        name,
        part,
        presentMin,
        presentSec,
        ends: intervals.map(({ reason, reconnects }) => [reason, reconnects]),
      }));
      expect(shown).to.have.deep.members([
        {
          name: instructor.name,
          part: 'instructor',
          presentMin: 50,
          presentSec: 3000,
          ends: [['lesson-ended', 0]],
        },
        { name: student.name, part: 'student', presentMin: 20, presentSec: 1200, ends: [['left', 1]] },
        { name: '황진이', part: 'student', presentMin: 0, presentSec: 0, ends: [] },
      ]);
    });

    it('shows a student their own row and nobody else', async () => {
      const { instructor, student, lesson } = await liveClass();
      await connect(lesson, instructor);
      await connect(lesson, student);
      const view = await ask(student, lesson);
      expect(view.people.map(({ userId }) => userId)).to.deep.equal([student.id]);
      expect(view.people[0]?.intervals).to.deep.equal([
        { joinedAt: lesson.startsAt.toISOString(), leftAt: null, reason: null, reconnects: 0 },
      ]);
    });

    it('keeps showing who came and gave the seat up later', async () => {
      const { instructor, course, lesson } = await liveClass();
      const former = await makeUser({ name: '변학도' });
      const seat = await enrol(former, course);
      await connect(lesson, former, { to: 30 });
      await seat.update({ state: 'cancelled' });
      const view = await ask(instructor, lesson);
      expect(view.people.find(({ name }) => name === '변학도')?.presentSec).to.equal(30);
    });

    it('is empty before the lesson', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(60) });
      const view = await ask(instructor, lesson);
      expect(view).to.include({ startedAt: null, endedAt: null });
      expect(view.people.every(({ presentSec, intervals }) => presentSec + intervals.length === 0)).to.equal(
        true,
      );
    });

    it('is refused to nobody in particular, and not there for strangers', async () => {
      const { lesson } = await liveClass();
      const stranger = await api.as(await makeUser());
      expect((await api.browser().refused('GET', path(lesson.id))).code).to.equal('auth.required');
      expect((await stranger.refused('GET', path(lesson.id))).code).to.equal('lesson.not_found');
      expect((await stranger.refused('GET', path(newId(LessonId)))).code).to.equal('lesson.not_found');
      expect((await stranger.refused('GET', path('1 OR 1=1'))).code).to.equal('lesson.not_found');
    });
  });

  describe('POST /api/lessons/:id/presence', () => {
    const path = (lessonId: string) => `/api/lessons/${lessonId}/presence`;
    const spanOf = (connectionId: string) => AttendanceSpan.findByPk(connectionId);

    it('takes beats, and a goodbye that counts at once', async () => {
      const { student, lesson } = await liveClass();
      const connectionId = await connect(lesson, student);
      const client = await api.as(student);
      api.clock.forward({ sec: 10 });
      expect((await client.call('POST', path(lesson.id), { body: { connectionId } })).status).to.equal(204);
      api.clock.forward({ sec: 1 });
      const goodbye = { body: { connectionId, leaving: true } };
      expect((await client.call('POST', path(lesson.id), goodbye)).status).to.equal(204);
      const span = await spanOf(connectionId);
      expect(span?.leftAt).to.deep.equal(api.clock.now());
      expect(span?.reason).to.equal('left');
      expect(span?.beatAt?.getTime()).to.equal(api.clock.now().getTime() - 1000);
    });

    it('forgets the goodbye when the page beats on', async () => {
      const { student, lesson } = await liveClass();
      const connectionId = await connect(lesson, student);
      const client = await api.as(student);
      await client.call('POST', path(lesson.id), { body: { connectionId, leaving: true } });
      api.clock.forward({ sec: 2 });
      await client.call('POST', path(lesson.id), { body: { connectionId } });
      await attendance.storeBeats(lesson.id);
      expect((await spanOf(connectionId))?.leftAt).to.equal(null);
    });

    it('refuses what is not a beat', async () => {
      const { student, lesson } = await liveClass();
      const client = await api.as(student);
      for (const body of [{}, { connectionId: '../x' }, { connectionId: 'con_A', at: 1 }, 'nothing']) {
        expect((await client.refused('POST', path(lesson.id), { body })).code).to.equal('request.invalid');
      }
    });

    it('refuses who is not signed in', async () => {
      const { student, lesson } = await liveClass();
      const connectionId = await connect(lesson, student);
      const refused = await api.browser().refused('POST', path(lesson.id), { body: { connectionId } });
      expect(refused.code).to.equal('auth.required');
    });

    it('takes no beat for the connection of somebody else, of another lesson, or of nobody', async () => {
      const { instructor, student, lesson } = await liveClass();
      const other = await liveClass();
      const connectionId = await connect(lesson, student);
      const attempt = async (user: User, lessonId: string, id: string) =>
        (
          await (
            await api.as(user)
          ).refused('POST', path(lessonId), { body: { connectionId: id, leaving: true } })
        ).code;
      expect(await attempt(instructor, lesson.id, connectionId)).to.equal('lesson.not_found');
      expect(await attempt(student, other.lesson.id, connectionId)).to.equal('lesson.not_found');
      expect(await attempt(student, lesson.id, 'con_nobody')).to.equal('lesson.not_found');
      expect((await spanOf(connectionId))?.goodbyeAt).to.equal(null);
    });

    it('passes over a beat that was on its way when the lesson ended', async () => {
      const endedAt = api.clock.inMin(0);
      const { student, lesson } = await makeClass({
        state: 'ended',
        startsAt: api.clock.inMin(-60),
        endedAt,
      });
      const connectionId = await connect(lesson, student);
      const client = await api.as(student);
      const { status } = await client.call('POST', path(lesson.id), { body: { connectionId } });
      expect(status).to.equal(204);
    });

    it('takes no beat once the lesson is over', async () => {
      const { student, lesson } = await makeClass({ state: 'ended', startsAt: api.clock.inMin(-60) });
      const connectionId = await connect(lesson, student);
      const refused = await (
        await api.as(student)
      ).refused('POST', path(lesson.id), { body: { connectionId } });
      expect(refused.code).to.equal('lesson.not_live');
      expect(refused.status).to.equal(409);
    });
  });
});
