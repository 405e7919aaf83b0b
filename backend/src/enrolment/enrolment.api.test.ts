import { CoursePeoplePage, EnrolmentView } from '@seodang/contracts/enrolment';
import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { until } from '../../test/until.js';
import type { User } from '../identity/index.js';
import { Enrolment } from './enrolment.model.js';

const UNKNOWN = '01a1fce0-852e-7733-9e30-f1cc154d1027';

describe('enrolment', () => {
  const api = useApi();

  async function put(user: User, courseId: string) {
    const answer = await (await api.as(user)).call('PUT', `/api/courses/${courseId}/enrolment`);
    expect(answer.status).to.equal(200);
    return EnrolmentView.parse(answer.body);
  }
  async function leave(user: User, courseId: string) {
    const answer = await (await api.as(user)).call('DELETE', `/api/courses/${courseId}/enrolment`);
    expect(answer.status).to.equal(200);
    return EnrolmentView.parse(answer.body);
  }
  const makeUsers = (count: number) => Promise.all(Array.from({ length: count }, () => makeUser()));

  describe('PUT /api/courses/:id/enrolment', () => {
    it('gives a seat, then places in the queue, and says the same again', async () => {
      const course = await makeCourse({ capacity: 1 });
      const [first, second, third] = (await makeUsers(3)) as [User, User, User];
      const since = api.clock.now().toISOString();
      expect(await put(first, course.id)).to.deep.equal({ state: 'enrolled', position: null, since });
      expect(await put(second, course.id)).to.deep.equal({ state: 'waiting', position: 1, since });
      expect(await put(third, course.id)).to.deep.equal({ state: 'waiting', position: 2, since });
      api.clock.forward({ min: 1 });
      expect(await put(first, course.id)).to.deep.equal({ state: 'enrolled', position: null, since });
      expect(await put(third, course.id)).to.deep.equal({ state: 'waiting', position: 2, since });
    });

    it('opens the lessons of the course', async () => {
      const { lesson, course } = await makeClass();
      const newcomer = await makeUser();
      const client = await api.as(newcomer);
      expect(await client.refused('GET', `/api/lessons/${lesson.id}`)).to.include({
        code: 'lesson.not_found',
      });
      await put(newcomer, course.id);
      expect((await client.lessons.get(lesson.id)).myPart).to.equal('student');
    });

    it('is refused for drafts and for what is not there, alike', async () => {
      const draft = await makeCourse({ state: 'draft' });
      const client = await api.as(await makeUser());
      for (const id of [draft.id, UNKNOWN, 'not-an-id', '%27%3B--']) {
        const problem = await client.refused('PUT', `/api/courses/${id}/enrolment`);
        expect(problem, id).to.include({ status: 404, code: 'course.not_found' });
      }
    });

    it("is refused in one's own course, and to visitors", async () => {
      const instructor = await makeInstructor();
      const course = await makeCourse({ instructorId: instructor.id });
      const path = `/api/courses/${course.id}/enrolment`;
      for (const method of ['PUT', 'DELETE']) {
        const problem = await (await api.as(instructor)).refused(method, path);
        expect(problem).to.include({ status: 409, code: 'enrolment.own_course' });
        expect(await api.browser().refused(method, path)).to.include({ status: 401, code: 'auth.required' });
      }
    });
  });

  describe('DELETE /api/courses/:id/enrolment', () => {
    it('gives the seat to the first who waits, and a place at the end to whoever comes again', async () => {
      const course = await makeCourse({ capacity: 1 });
      const [first, second, third] = (await makeUsers(3)) as [User, User, User];
      for (const user of [first, second, third]) await put(user, course.id);
      expect(await leave(first, course.id)).to.include({ state: 'cancelled', position: null });
      expect(await put(second, course.id)).to.include({ state: 'enrolled' });
      expect(await put(third, course.id)).to.include({ state: 'waiting', position: 1 });
      expect(await put(first, course.id)).to.include({ state: 'waiting', position: 2 });
      expect(await leave(third, course.id)).to.include({ state: 'cancelled' });
      expect(await put(first, course.id)).to.include({ state: 'waiting', position: 1 });
    });

    it('does nothing a second time, nor for somebody who never came', async () => {
      const { course, student } = await makeClass();
      const left = await leave(student, course.id);
      api.clock.forward({ min: 1 });
      expect(await leave(student, course.id)).to.deep.equal(left);
      expect(await leave(await makeUser(), course.id)).to.include({ state: 'cancelled', position: null });
      expect(await Enrolment.findCourse(course.id)).to.include({ taken: 0, waiting: 0 });
    });

    it('closes the connections of whoever leaves while a lesson is live', async () => {
      const { course, student, lesson } = await makeClass({ state: 'live' });
      api.media.calls.length = 0;
      await leave(student, course.id);
      await until(() => api.media.calls.includes(`remove ${lesson.id} ${student.id}`), {
        what: 'the media server to be asked',
        withinMs: 30_000,
      });
      const problem = await (
        await api.as(student)
      ).refused('POST', `/api/lessons/${lesson.id}/join`, {
        body: { kind: 'camera' },
      });
      expect(problem).to.include({ status: 404, code: 'lesson.not_found' });
    });

    it('lets nobody in whose seat goes while a connection is being made', async () => {
      const { course, student, lesson } = await makeClass({ state: 'live' });
      const client = await api.as(student);
      api.media.calls.length = 0;
      api.media.duringCreate = () => leave(student, course.id);
      try {
        const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, {
          body: { kind: 'camera' },
        });
        expect(problem).to.include({ status: 404, code: 'lesson.not_found' });
      } finally {
        api.media.duringCreate = null;
      }
      const calls = api.media.calls.filter((call) => call.includes(lesson.id));
      expect(calls.at(-1)).to.equal(`remove ${lesson.id} ${student.id}`);
    });

    it('leaves connections alone when somebody only waited', async () => {
      const { course, lesson } = await makeClass({ state: 'live' });
      const waiting = await makeUser();
      await enrol(waiting, course, 'waiting');
      api.media.calls.length = 0;
      await leave(waiting, course.id);
      await leave(await makeUser(), course.id);
      expect(api.media.calls.filter((call) => call.includes(lesson.id))).to.deep.equal([]);
    });
  });

  describe('DELETE /api/courses/:id/people/:userId', () => {
    const pathOf = (courseId: string, { id }: User) => `/api/courses/${courseId}/people/${id}`;

    it('takes somebody out, gives the seat on, and keeps them out until they are readmitted', async () => {
      const instructor = await makeInstructor();
      const course = await makeCourse({ instructorId: instructor.id, capacity: 1 });
      const [first, second] = (await makeUsers(2)) as [User, User];
      for (const user of [first, second]) await put(user, course.id);
      const [teaching, learning] = [await api.as(instructor), await api.as(first)];

      const removed = await teaching.call('DELETE', pathOf(course.id, first));
      expect(EnrolmentView.parse(removed.body)).to.include({ state: 'cancelled', position: null });
      expect(await put(second, course.id)).to.include({ state: 'enrolled' });
      const own = `/api/courses/${course.id}/enrolment`;
      expect(await learning.refused('PUT', own)).to.include({ status: 403, code: 'enrolment.removed' });
      const out = await teaching.call('GET', `/api/courses/${course.id}/people?state=removed`);
      expect(CoursePeoplePage.parse(out.body).items.map(({ userId }) => userId)).to.deep.equal([first.id]);

      const back = await teaching.call('POST', `${pathOf(course.id, first)}/readmit`);
      expect(EnrolmentView.parse(back.body)).to.include({ state: 'waiting', position: 1 });
      const none = await teaching.call('GET', `/api/courses/${course.id}/people?state=removed`);
      expect(CoursePeoplePage.parse(none.body).items).to.deep.equal([]);
      expect(await leave(first, course.id)).to.include({ state: 'cancelled' });
      expect(await put(first, course.id)).to.include({ state: 'waiting' });
    });

    it('closes lessons to them, live ones too', async () => {
      const { course, instructor, student, lesson } = await makeClass({ state: 'live' });
      api.media.calls.length = 0;
      await (await api.as(instructor)).call('DELETE', pathOf(course.id, student));
      await until(() => api.media.calls.includes(`remove ${lesson.id} ${student.id}`), {
        what: 'the media server to be asked',
        withinMs: 30_000,
      });
      const problem = await (await api.as(student)).refused('GET', `/api/lessons/${lesson.id}`);
      expect(problem).to.include({ code: 'lesson.not_found' });
    });

    it('is for its instructor alone, and about students', async () => {
      const { course, instructor, student } = await makeClass();
      const [other, teaching] = [await api.as(await makeInstructor()), await api.as(instructor)];
      for (const [method, path] of [
        ['DELETE', pathOf(course.id, student)],
        ['POST', `${pathOf(course.id, student)}/readmit`],
      ] as const) {
        expect(await other.refused(method, path)).to.include({ status: 403, code: 'auth.forbidden' });
        expect(await api.browser().refused(method, path)).to.include({ status: 401 });
      }
      const own = await teaching.refused('DELETE', pathOf(course.id, instructor));
      expect(own).to.include({ status: 409, code: 'enrolment.own_course' });
      const nobody = await teaching.refused('DELETE', `/api/courses/${course.id}/people/nobody`);
      expect(nobody).to.include({ status: 404, code: 'request.not_found' });
      const stranger = await teaching.call('DELETE', pathOf(course.id, await makeUser()));
      expect(EnrolmentView.parse(stranger.body)).to.include({ state: 'cancelled' });
    });
  });

  it('is counted for each person, so that nobody asks without end', async () => {
    const course = await makeCourse();
    const client = await api.as(await makeUser());
    let refused = 0;
    for (let nth = 0; nth < 70; nth += 1) {
      const { status } = await client.call('PUT', `/api/courses/${course.id}/enrolment`);
      if (status === 429) refused += 1;
      else expect(status).to.equal(200);
    }
    expect(refused).to.be.greaterThan(0);
  });

  describe('GET /api/courses/:id/people', () => {
    async function list(instructor: User, courseId: string, query: string) {
      const answer = await (await api.as(instructor)).call('GET', `/api/courses/${courseId}/people${query}`);
      return CoursePeoplePage.parse(answer.body);
    }

    it('lists those with a seat by name, page by page', async () => {
      const { course, instructor } = await makeClass();
      for (const name of ['바람', '가람', '나래', '가람']) await enrol(await makeUser({ name }), course);
      await enrol(await makeUser({ name: '기다림' }), course, 'waiting');
      const names: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await list(instructor, course.id, `?limit=2${cursor && `&cursor=${cursor}`}`);
        names.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      }
      expect(names).to.deep.equal(['가람', '가람', '나래', '바람', '홍길동']);
    });

    it('lists those who wait by position, page by page', async () => {
      const { course, instructor } = await makeClass();
      for (const name of ['하나', '둘', '셋']) await enrol(await makeUser({ name }), course, 'waiting');
      const first = await list(instructor, course.id, '?state=waiting&limit=2');
      const second = await list(
        instructor,
        course.id,
        `?state=waiting&limit=2&cursor=${first.nextCursor ?? ''}`,
      );
      const seen = [...first.items, ...second.items].map(({ name, enrolment }) => [name, enrolment.position]);
      expect(seen).to.deep.equal([
        ['하나', 1],
        ['둘', 2],
        ['셋', 3],
      ]);
      expect(second.nextCursor).to.equal(null);
    });

    it('is for its instructor alone', async () => {
      const { course, student } = await makeClass();
      const draft = await makeCourse({ state: 'draft' });
      const path = `/api/courses/${course.id}/people`;
      const other = await makeInstructor();
      for (const user of [student, other]) {
        expect(await (await api.as(user)).refused('GET', path)).to.include({
          status: 403,
          code: 'auth.forbidden',
        });
      }
      const hidden = await (await api.as(other)).refused('GET', `/api/courses/${draft.id}/people`);
      expect(hidden).to.include({ status: 404, code: 'course.not_found' });
      expect(await api.browser().refused('GET', path)).to.include({ status: 401 });
    });

    it('refuses cursors of other lists and unknown filters', async () => {
      const { course, instructor } = await makeClass();
      const client = await api.as(instructor);
      for (const query of ['?cursor=bm9uZQ', '?state=cancelled', '?limit=0', '?what=1']) {
        const problem = await client.refused('GET', `/api/courses/${course.id}/people${query}`);
        expect(problem, query).to.include({ status: 400, code: 'request.invalid' });
      }
    });
  });
});
