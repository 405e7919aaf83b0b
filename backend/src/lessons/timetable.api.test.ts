import type { ScheduleLesson } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { makeClass, makeCourse, makeInstructor, makeLesson, makeUser } from '../../test/factories.js';
import { Lesson } from './lesson.model.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';

describe('timetable API', () => {
  const api = useApi();
  const wishAt = (startsAt: Date, more: Partial<ScheduleLesson> = {}): ScheduleLesson => ({
    title: '획의 시작과 끝',
    startsAt: startsAt.toISOString(),
    durationMin: 50,
    timeZone: 'Asia/Seoul',
    ...more,
  });

  async function makeSchool() {
    const instructor = await makeInstructor();
    const course = await makeCourse({ instructorId: instructor.id });
    const client = await api.as(instructor);
    const make = (startMin: number, values: Parameters<typeof makeLesson>[0] = {}) =>
      makeLesson({ courseId: course.id, startsAt: api.clock.inMin(startMin), ...values });
    return { instructor, course, client, make };
  }

  describe('POST /api/courses/:id/lessons', () => {
    it('schedules a lesson, in a draft too', async () => {
      const { course, client } = await makeSchool();
      await client.courses.unpublish(course.id);
      const startsAt = api.clock.inMin(60);
      const answer = await client.call('POST', `/api/courses/${course.id}/lessons`, {
        body: wishAt(startsAt),
      });
      expect(answer.status).to.equal(201);
      expect(answer.body).to.deep.include({
        title: '획의 시작과 끝',
        startsAt: startsAt.toISOString(),
        durationMin: 50,
        timeZone: 'Asia/Seoul',
        state: 'scheduled',
        cancelReason: '',
        myPart: 'instructor',
        mayStart: false,
      });
      expect((await client.courses.get(course.id)).nextLesson?.startsAt).to.equal(startsAt.toISOString());
    });

    it('is 400 for what is wrong, and for a start that does not lie ahead', async () => {
      const { course, client } = await makeSchool();
      const path = `/api/courses/${course.id}/lessons`;
      const soon = api.clock.inMin(60);
      const bodies = [
        {},
        wishAt(soon, { title: ' ' }),
        wishAt(soon, { durationMin: 4 }),
        wishAt(soon, { durationMin: 481 }),
        wishAt(soon, { timeZone: 'Mars/Olympus' }),
        { ...wishAt(soon), startsAt: '2026-11-21 09:00' },
        { ...wishAt(soon), startsAt: '2099-02-30T09:00:00.000Z' },
        { ...wishAt(soon), startsAt: soon.getTime() },
        { ...wishAt(soon), state: 'live' },
        { ...wishAt(soon), courseId: NOBODYS },
      ];
      for (const body of bodies) {
        const problem = await client.refused('POST', path, { body });
        expect(problem, JSON.stringify(body)).to.include({ status: 400, code: 'request.invalid' });
      }
      for (const startsAt of [api.clock.now(), api.clock.inMin(-1)]) {
        const problem = await client.refused('POST', path, { body: wishAt(startsAt) });
        expect(problem).to.include({ status: 400, code: 'lesson.in_the_past' });
      }
      expect(await Lesson.count({ where: { courseId: course.id } })).to.equal(0);
    });

    it('is 409 when the instructor teaches at that time, in whatever course; and says what', async () => {
      const { instructor, course, client, make } = await makeSchool();
      const elsewhere = await makeCourse({ instructorId: instructor.id });
      const planned = await makeLesson({
        courseId: elsewhere.id,
        startsAt: api.clock.inMin(120),
        durationMin: 60,
      });
      await make(240, { state: 'cancelled' });
      await makeLesson({ startsAt: api.clock.inMin(300) });
      const path = `/api/courses/${course.id}/lessons`;
      for (const [startMin, durationMin] of [
        [120, 60],
        [90, 31],
        [179, 5],
        [60, 300],
        [130, 5],
      ] as const) {
        const body = wishAt(api.clock.inMin(startMin), { durationMin });
        const problem = await client.refused('POST', path, { body });
        expect(problem, `${startMin}`).to.include({ status: 409, code: 'lesson.clashes' });
        expect(problem['clashesWith']).to.deep.equal({
          lessonId: planned.id,
          title: planned.title,
          startsAt: planned.startsAt.toISOString(),
          durationMin: 60,
        });
      }
      for (const startMin of [70, 180, 240, 300]) {
        await client.timetable.schedule(course.id, wishAt(api.clock.inMin(startMin)));
      }
    });

    it('gives a time once when it is asked for ten times at once', async () => {
      const { course, client } = await makeSchool();
      const path = `/api/courses/${course.id}/lessons`;
      const body = wishAt(api.clock.inMin(60));
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => client.call('POST', path, { body })),
      );
      const count = (status: number) => answers.filter((answer) => answer.status === status).length;
      expect([count(201), count(409)]).to.deep.equal([1, 9]);
      expect(await Lesson.count({ where: { courseId: course.id } })).to.equal(1);
    });
  });

  describe('PATCH /api/lessons/:id', () => {
    it('renames and moves a lesson', async () => {
      const { client, make } = await makeSchool();
      const lesson = await make(60);
      expect(await client.timetable.change(lesson.id, { title: '새 이름' })).to.include({
        title: '새 이름',
        startsAt: lesson.startsAt.toISOString(),
      });
      const startsAt = api.clock.inMin(90).toISOString();
      const moved = await client.timetable.change(lesson.id, { startsAt, timeZone: 'Europe/Berlin' });
      expect(moved).to.include({ title: '새 이름', startsAt, timeZone: 'Europe/Berlin', durationMin: 50 });
    });

    it('lets a lesson overlap itself, and one that was missed be held later', async () => {
      const { client, make } = await makeSchool();
      const lesson = await make(60);
      const startsAt = api.clock.inMin(80).toISOString();
      expect(await client.timetable.change(lesson.id, { startsAt })).to.include({ startsAt });
      const missed = await make(-600);
      expect((await client.timetable.change(missed.id, { title: '놓친 수업' })).title).to.equal('놓친 수업');
      const later = api.clock.inMin(300).toISOString();
      expect(await client.timetable.change(missed.id, { startsAt: later })).to.include({ startsAt: later });
    });

    it('is 409 once it has begun, when it is off, or when the time is taken; and changes nothing', async () => {
      const { client, make } = await makeSchool();
      const taken = await make(600);
      const cases = [
        [await make(-5, { state: 'live' }), 'lesson.already_begun'],
        [await make(-500, { state: 'ended' }), 'lesson.already_ended'],
        [await make(60, { state: 'cancelled' }), 'lesson.cancelled'],
        [await make(120), 'lesson.clashes'],
      ] as const;
      for (const [lesson, code] of cases) {
        const body = { startsAt: taken.startsAt.toISOString(), title: 'x' };
        const problem = await client.refused('PATCH', `/api/lessons/${lesson.id}`, { body });
        expect(problem).to.include({ status: 409, code });
        expect((await Lesson.findByPk(lesson.id))?.get()).to.deep.equal(lesson.get());
      }
    });

    it('is 400 for a start in the past and for what is not theirs to change', async () => {
      const { client, make } = await makeSchool();
      const lesson = await make(60);
      const path = `/api/lessons/${lesson.id}`;
      const past = { startsAt: api.clock.inMin(-1).toISOString() };
      expect((await client.refused('PATCH', path, { body: past })).code).to.equal('lesson.in_the_past');
      for (const body of [
        { state: 'live' },
        { courseId: NOBODYS },
        { cancelReason: 'x' },
        { startedAt: null },
      ]) {
        expect((await client.refused('PATCH', path, { body })).code).to.equal('request.invalid');
      }
    });
  });

  describe('POST /api/lessons/:id/cancel and /restore', () => {
    it('calls a lesson off with a reason, and takes that back while its start lies ahead', async () => {
      const { client, make } = await makeSchool();
      const lesson = await make(60);
      const off = await client.timetable.cancel(lesson.id, '감기에 걸렸습니다');
      expect(off).to.include({ state: 'cancelled', cancelReason: '감기에 걸렸습니다' });
      expect(await client.timetable.cancel(lesson.id, 'another')).to.deep.equal(off);
      const [planned] = (await client.courses.get(off.course.id)).lessons;
      expect(planned).to.include({ state: 'cancelled', cancelReason: '감기에 걸렸습니다' });
      const [shown] = (await api.browser().courses.get(off.course.id)).lessons;
      expect(shown).to.include({ state: 'cancelled' }).and.not.have.property('cancelReason');
      expect(await client.timetable.restore(lesson.id)).to.include({ state: 'scheduled', cancelReason: '' });
      expect(await client.timetable.restore(lesson.id)).to.include({ state: 'scheduled' });
    });

    it('refuses to restore when the start is past or the time is taken', async () => {
      const { course, client, make } = await makeSchool();
      const late = await make(-1, { state: 'cancelled' });
      const problem = await client.refused('POST', `/api/lessons/${late.id}/restore`);
      expect(problem).to.include({ status: 400, code: 'lesson.in_the_past' });
      const off = await make(60, { state: 'cancelled' });
      await client.timetable.schedule(course.id, wishAt(api.clock.inMin(70)));
      expect(await client.refused('POST', `/api/lessons/${off.id}/restore`)).to.include({
        status: 409,
        code: 'lesson.clashes',
      });
    });

    it('is 409 for a lesson that has begun or ended', async () => {
      const { client, make } = await makeSchool();
      const cases = [
        [await make(-5, { state: 'live' }), 'lesson.already_begun'],
        [await make(-500, { state: 'ended' }), 'lesson.already_ended'],
      ] as const;
      for (const [{ id }, code] of cases) {
        const cancel = await client.refused('POST', `/api/lessons/${id}/cancel`, { body: {} });
        expect(cancel).to.include({ status: 409, code });
        expect((await client.refused('POST', `/api/lessons/${id}/restore`)).code).to.equal(code);
      }
    });

    it('is 400 for too long a reason', async () => {
      const { client, make } = await makeSchool();
      const { id } = await make(60);
      const body = { reason: 'x'.repeat(501) };
      expect((await client.refused('POST', `/api/lessons/${id}/cancel`, { body })).code).to.equal(
        'request.invalid',
      );
    });

    it('never leaves a lesson both begun and off', async () => {
      const { client, make } = await makeSchool();
      for (let nth = 0; nth < 8; nth += 1) {
        const { id } = await make(0);
        const [start, cancel] = await Promise.all([
          client.call('POST', `/api/lessons/${id}/start`),
          client.call('POST', `/api/lessons/${id}/cancel`, { body: {} }),
        ]);
        const lesson = await Lesson.findByPk(id);
        expect([start.status, cancel.status].sort()).to.deep.equal([200, 409]);
        expect(lesson?.state).to.equal(start.status === 200 ? 'live' : 'cancelled');
        await lesson?.destroy();
      }
    });
  });

  it('lets instructors in, each to their own lessons', async () => {
    const { student, course, lesson } = await makeClass({ startsAt: api.clock.inMin(60) });
    const draft = await makeCourse({ state: 'draft' });
    const both = await makeUser({ roles: ['student', 'instructor'] });
    const other = await api.as(both);
    const routes: [string, string, unknown?][] = [
      ['PATCH', `/api/lessons/${lesson.id}`, { title: 'x' }],
      ['POST', `/api/lessons/${lesson.id}/cancel`, {}],
      ['POST', `/api/lessons/${lesson.id}/restore`, {}],
    ];
    const schedule = (id: string): [string, string, unknown] => [
      'POST',
      `/api/courses/${id}/lessons`,
      wishAt(api.clock.inMin(600)),
    ];
    for (const [method, path, body] of [...routes, schedule(course.id)]) {
      expect((await api.browser().refused(method, path, { body })).code, path).to.equal('auth.required');
      expect((await (await api.as(student)).refused(method, path, { body })).code).to.equal('auth.forbidden');
    }
    for (const [method, path, body] of routes) {
      expect((await other.refused(method, path, { body })).code, path).to.equal('lesson.not_found');
    }
    for (const [id, code] of [
      [course.id, 'auth.forbidden'],
      [draft.id, 'course.not_found'],
      [NOBODYS, 'course.not_found'],
    ] as const) {
      const [method, path, body] = schedule(id);
      expect((await other.refused(method, path, { body })).code, id).to.equal(code);
    }
    expect((await lesson.reload()).state).to.equal('scheduled');
  });
});
