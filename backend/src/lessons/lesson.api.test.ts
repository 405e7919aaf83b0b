import { expect } from 'chai';
import { CONSENT_VERSION } from '@seodang/contracts/lessons';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeInstructor, makeLesson, makeUser } from '../../test/factories.js';
import { Lesson } from './lesson.model.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';

describe('lessons API', () => {
  const api = useApi();

  describe('GET /api/lessons/:id', () => {
    it('shows a lesson to its instructor and to enrolled students, each with their part', async () => {
      const { instructor, student, lesson, course } = await makeClass({ startsAt: api.clock.inMin(0) });
      const seenByInstructor = await (await api.as(instructor)).lessons.get(lesson.id);
      const seenByStudent = await (await api.as(student)).lessons.get(lesson.id);
      expect(seenByInstructor).to.include({ myPart: 'instructor', mayStart: true, mayJoin: false });
      expect(seenByStudent).to.include({ myPart: 'student', mayStart: false, mayJoin: false });
      expect(seenByStudent.course).to.deep.include({
        title: course.title,
        instructor: { id: instructor.id, name: instructor.name },
        cover: { glyph: '筆', from: '#3b342c', to: '#7d6a55', image: null },
      });
    });

    it('is 404 alike for strangers, for those who only wait, and for lessons that do not exist', async () => {
      const { course, lesson } = await makeClass();
      const waiting = await makeUser();
      await enrol(waiting, course, 'waiting');
      const cancelled = await makeUser();
      await enrol(cancelled, course, 'cancelled');
      for (const user of [waiting, cancelled, await makeUser(), await makeInstructor()]) {
        const client = await api.as(user);
        const problem = await client.refused('GET', `/api/lessons/${lesson.id}`);
        expect(problem).to.include({ status: 404, code: 'lesson.not_found' });
        const nothing = await client.refused('GET', `/api/lessons/${NOBODYS}`);
        expect({ ...nothing, instance: '', requestId: '', headers: 0 }).to.deep.equal({
          ...problem,
          instance: '',
          requestId: '',
          headers: 0,
        });
      }
    });

    it('is 404 for what cannot be an id', async () => {
      const client = await api.as(await makeUser());
      for (const id of ['1', '%27%20OR%201=1', '..%2Fme', 'a'.repeat(5000)]) {
        expect((await client.refused('GET', `/api/lessons/${id}`)).code).to.equal('lesson.not_found');
      }
    });
  });

  describe('POST /api/lessons/:id/start', () => {
    it('makes a lesson live and opens its session', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(10) });
      const view = await (await api.as(instructor)).lessons.start(lesson.id);
      expect(view).to.include({
        state: 'live',
        startedAt: api.clock.now().toISOString(),
        endedAt: null,
        mayStart: false,
        mayJoin: true,
      });
      expect(api.media.calls).to.include(`open ${lesson.id}`);
    });

    it('changes nothing the second time, also when pressed ten times at once', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(0) });
      const client = await api.as(instructor);
      const views = await Promise.all(Array.from({ length: 10 }, () => client.lessons.start(lesson.id)));
      api.clock.forward({ sec: 5 });
      views.push(await client.lessons.start(lesson.id));
      expect(new Set(views.map(({ startedAt }) => startedAt)).size).to.equal(1);
    });

    it('leaves a lesson live when the media server is away, so that pressing again mends it', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(0) });
      const client = await api.as(instructor);
      api.media.isAway = true;
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/start`);
      api.media.isAway = false;
      expect(problem).to.include({ status: 503, code: 'media.unavailable', retryAfterSec: 2 });
      expect(await client.lessons.start(lesson.id)).to.include({ state: 'live' });
      expect(api.media.calls.filter((call) => call === `open ${lesson.id}`)).to.have.length(2);
    });

    it('says from when on a lesson may be started', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(11) });
      const problem = await (await api.as(instructor)).refused('POST', `/api/lessons/${lesson.id}/start`);
      expect(problem).to.include({
        status: 409,
        code: 'lesson.too_early',
        startableFrom: api.clock.inMin(1).toISOString(),
      });
    });

    it('is 409 for a lesson that is over, was missed or was cancelled', async () => {
      const { instructor, course } = await makeClass();
      const client = await api.as(instructor);
      const cases = [
        [{ state: 'ended' }, 'lesson.already_ended'],
        [{ state: 'cancelled' }, 'lesson.cancelled'],
        [{ startsAt: api.clock.inMin(-110), durationMin: 50 }, 'lesson.already_ended'],
      ] as const;
      for (const [values, code] of cases) {
        const lesson = await makeLesson({ ...values, courseId: course.id });
        const problem = await client.refused('POST', `/api/lessons/${lesson.id}/start`);
        expect(problem).to.include({ status: 409, code });
      }
    });

    it('is 403 for students and 404 for other instructors, and changes nothing', async () => {
      const { student, lesson } = await makeClass({ startsAt: api.clock.inMin(0) });
      const path = `/api/lessons/${lesson.id}/start`;
      expect((await (await api.as(student)).refused('POST', path)).code).to.equal('auth.forbidden');
      expect((await (await api.as(await makeInstructor())).refused('POST', path)).code).to.equal(
        'lesson.not_found',
      );
      expect((await lesson.reload()).state).to.equal('scheduled');
    });
  });

  describe('POST /api/lessons/:id/join', () => {
    it('gives a connection of our making to each member, by their part', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      const ofInstructor = await (await api.as(instructor)).lessons.join(lesson.id);
      const ofStudent = await (await api.as(student)).lessons.join(lesson.id, 'screen');
      expect(ofInstructor).to.include({ role: 'MODERATOR', kind: 'camera' });
      expect(ofStudent).to.include({ role: 'PUBLISHER', kind: 'screen' });
      expect(ofStudent.lesson).to.include({ id: lesson.id, state: 'live', myPart: 'student' });
      expect(api.media.wishes.at(-1)).to.deep.equal({
        lessonId: lesson.id,
        user: { id: student.id, name: student.name },
        part: 'student',
        kind: 'screen',
        maySpeak: true,
      });
    });

    it('gives students of a course where the floor is granted a connection that only listens', async () => {
      const { instructor, student, lesson, course } = await makeClass({ state: 'live' });
      await course.update({ speaking: 'granted' });
      const client = await api.as(student);
      const ticket = await client.lessons.join(lesson.id);
      expect(ticket.role).to.equal('SUBSCRIBER');
      expect(ticket.lesson.maySpeak).to.equal(false);
      const screen = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
        body: { kind: 'screen' },
      });
      expect(screen).to.include({ status: 403, code: 'lesson.may_not_speak' });
      expect((await (await api.as(instructor)).lessons.join(lesson.id, 'screen')).role).to.equal('MODERATOR');
    });

    it('is 409 before one has agreed to the notice', async () => {
      const { course, lesson } = await makeClass({ state: 'live' });
      const newcomer = await makeUser({ agreed: false });
      await enrol(newcomer, course);
      const client = await api.as(newcomer);
      const join = { body: { kind: 'camera' } };
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, join);
      expect(problem).to.include({ status: 409, code: 'lesson.consent_missing' });
      await client.call('PUT', '/api/me/consent', { body: { version: CONSENT_VERSION } });
      expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
    });

    it('is 409 while the lesson is not live', async () => {
      const { student, course } = await makeClass();
      const client = await api.as(student);
      const codes = {
        scheduled: 'lesson.not_live',
        ended: 'lesson.already_ended',
        cancelled: 'lesson.cancelled',
      } as const;
      for (const [state, code] of Object.entries(codes)) {
        const lesson = await makeLesson({ courseId: course.id, state: state as keyof typeof codes });
        const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
          body: { kind: 'camera' },
        });
        expect(problem).to.include({ status: 409, code });
      }
    });

    it('is 400 for a body that asks for more than a kind', async () => {
      const { student, lesson } = await makeClass({ state: 'live' });
      const client = await api.as(student);
      const path = `/api/lessons/${lesson.id}/join`;
      for (const body of [
        {},
        { kind: 'drone' },
        { kind: 'camera', role: 'MODERATOR' },
        [],
        'null',
        '{"kind"',
      ]) {
        expect(await client.refused('POST', path, { body })).to.include({
          status: 400,
          code: 'request.invalid',
        });
      }
    });

    it('is 404 for strangers', async () => {
      const { lesson } = await makeClass({ state: 'live' });
      const client = await api.as(await makeUser());
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
        body: { kind: 'camera' },
      });
      expect(problem.code).to.equal('lesson.not_found');
    });

    it('closes the session that it opened anew when the lesson ended in the meantime', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      api.media.duringCreate = () => teacher.lessons.end(lesson.id);
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
        body: { kind: 'camera' },
      });
      api.media.duringCreate = null;
      expect(problem).to.include({ status: 409, code: 'lesson.already_ended' });
      expect(api.media.calls.filter((call) => call === `close ${lesson.id}`)).to.have.length(2);
    });

    it('is 429 after sixty in a minute', async () => {
      const { student, lesson } = await makeClass({ state: 'live' });
      const client = await api.as(student);
      for (let nth = 0; nth < 60; nth += 1) await client.lessons.join(lesson.id);
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
        body: { kind: 'camera' },
      });
      expect(problem).to.include({ status: 429, code: 'request.too_many' });
      expect(Number(problem.headers.get('retry-after'))).to.be.within(1, 60);
    });
  });

  describe('POST /api/lessons/:id/end', () => {
    it('ends a lesson and closes its session; the second time changes nothing', async () => {
      const { instructor, lesson } = await makeClass({ state: 'live' });
      const client = await api.as(instructor);
      const first = await client.lessons.end(lesson.id);
      api.clock.forward({ sec: 30 });
      const second = await client.lessons.end(lesson.id);
      expect(first).to.include({ state: 'ended', mayJoin: false });
      expect(second.endedAt).to.equal(first.endedAt);
      expect(api.media.calls).to.include(`close ${lesson.id}`);
    });

    it('ends a lesson also when the media server is away', async () => {
      const { instructor, lesson } = await makeClass({ state: 'live' });
      const client = await api.as(instructor);
      api.media.isAway = true;
      const view = await client.lessons.end(lesson.id);
      api.media.isAway = false;
      expect(view.state).to.equal('ended');
    });

    it('is 409 for a lesson that never began', async () => {
      const { instructor, course, lesson } = await makeClass();
      const cancelled = await makeLesson({ courseId: course.id, state: 'cancelled' });
      const client = await api.as(instructor);
      expect((await client.refused('POST', `/api/lessons/${lesson.id}/end`)).code).to.equal(
        'lesson.not_live',
      );
      expect((await client.refused('POST', `/api/lessons/${cancelled.id}/end`)).code).to.equal(
        'lesson.cancelled',
      );
    });

    it('is 403 for students and 404 for strangers', async () => {
      const { student, lesson } = await makeClass({ state: 'live' });
      const path = `/api/lessons/${lesson.id}/end`;
      expect((await (await api.as(student)).refused('POST', path)).code).to.equal('auth.forbidden');
      expect((await (await api.as(await makeUser())).refused('POST', path)).code).to.equal(
        'lesson.not_found',
      );
      expect((await Lesson.findByPk(lesson.id))?.state).to.equal('live');
    });
  });

  it('asks everybody to sign in first', async () => {
    const { lesson } = await makeClass();
    const nobody = api.browser();
    const routes = [
      ['GET', '/api/me/lessons'],
      ['GET', `/api/lessons/${lesson.id}`],
      ['POST', `/api/lessons/${lesson.id}/start`],
      ['POST', `/api/lessons/${lesson.id}/join`],
      ['POST', `/api/lessons/${lesson.id}/end`],
    ] as const;
    for (const [method, path] of routes) {
      expect(await nobody.refused(method, path)).to.include({ status: 401, code: 'auth.required' });
    }
  });
});
