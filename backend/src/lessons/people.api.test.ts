import { CONSENT_VERSION, LessonInside, LessonPeople } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeInstructor, makeUser } from '../../test/factories.js';
import type { User } from '../identity/index.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';

describe('people of a lesson API', () => {
  const api = useApi();

  const listeningClass = async () => {
    const made = await makeClass({ state: 'live' });
    await made.course.update({ speaking: 'granted' });
    return made;
  };
  const pathOf = (lessonId: string, { id }: { readonly id: string }, what: string) =>
    `/api/lessons/${lessonId}/people/${id}/${what}`;
  const join = { body: { kind: 'camera' } };
  const floor = (maySpeak: boolean) => ({ body: { maySpeak } });

  afterEach(() => {
    api.media.isAway = false;
    api.media.inside = [];
    api.media.duringCreate = null;
  });

  describe('PUT /api/lessons/:id/people/:userId/speaking', () => {
    it('gives the floor and takes it, for this person in this lesson', async () => {
      const { instructor, student, course, lesson } = await listeningClass();
      const other = await makeUser();
      await enrol(other, course);
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      const path = pathOf(lesson.id, student, 'speaking');
      expect((await teacher.call('PUT', path, floor(true))).status).to.equal(204);
      expect((await client.lessons.get(lesson.id)).maySpeak).to.equal(true);
      expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
      expect((await client.lessons.join(lesson.id, 'screen')).role).to.equal('PUBLISHER');
      expect((await (await api.as(other)).lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
      expect((await teacher.call('PUT', path, floor(false))).status).to.equal(204);
      expect((await client.lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
      const calls = api.media.calls.filter((call) => call.includes(student.id));
      expect(calls).to.deep.equal([`grant ${lesson.id} ${student.id}`, `revoke ${lesson.id} ${student.id}`]);
    });

    it('says so in the list of one’s own lessons', async () => {
      const { instructor, student, lesson } = await listeningClass();
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      const mine = async () => (await client.me.lessons()).items.find(({ id }) => id === lesson.id)?.maySpeak;
      expect(await mine()).to.equal(false);
      await teacher.call('PUT', pathOf(lesson.id, student, 'speaking'), floor(true));
      expect(await mine()).to.equal(true);
    });

    it('takes the floor from one person of a course where everybody has it', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      const teacher = await api.as(instructor);
      await teacher.call('PUT', pathOf(lesson.id, student, 'speaking'), floor(false));
      expect((await (await api.as(student)).lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
    });

    it('stands although the media server is away', async () => {
      const { instructor, student, lesson } = await listeningClass();
      const teacher = await api.as(instructor);
      api.media.isAway = true;
      const answer = await teacher.call('PUT', pathOf(lesson.id, student, 'speaking'), floor(true));
      api.media.isAway = false;
      expect(answer.status).to.equal(204);
      expect((await (await api.as(student)).lessons.join(lesson.id)).role).to.equal('PUBLISHER');
    });

    it('is not missed by a join that is under way', async () => {
      const { instructor, student, lesson } = await listeningClass();
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      let changes = 0;
      const change = (right: boolean, times: number) => async () => {
        changes += 1;
        if (changes <= times) {
          await teacher.call('PUT', pathOf(lesson.id, student, 'speaking'), floor(right));
        }
      };
      api.media.duringCreate = change(true, 1);
      expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
      changes = 0;
      api.media.duringCreate = change(false, 1);
      expect((await client.lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
      expect(api.media.wishes.slice(-2).map(({ maySpeak }) => maySpeak)).to.deep.equal([true, false]);
    });

    it('is 400 for anything but a decision', async () => {
      const { instructor, student, lesson } = await listeningClass();
      const teacher = await api.as(instructor);
      for (const body of [{}, { maySpeak: 'yes' }, { maySpeak: true, role: 'MODERATOR' }, []]) {
        const problem = await teacher.refused('PUT', pathOf(lesson.id, student, 'speaking'), { body });
        expect(problem).to.include({ status: 400, code: 'request.invalid' });
      }
    });
  });

  describe('POST /api/lessons/:id/people/:userId/remove and /readmit', () => {
    it('puts somebody out until they are readmitted; each may be repeated', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      for (let nth = 0; nth < 2; nth += 1) {
        expect((await teacher.call('POST', pathOf(lesson.id, student, 'remove'))).status).to.equal(204);
      }
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, join);
      expect(problem).to.include({ status: 403, code: 'lesson.removed' });
      expect(api.media.calls).to.include(`remove ${lesson.id} ${student.id}`);
      expect(await client.refused('GET', `/api/lessons/${lesson.id}/inside`)).to.include({ status: 403 });
      for (let nth = 0; nth < 2; nth += 1) {
        expect((await teacher.call('POST', pathOf(lesson.id, student, 'readmit'))).status).to.equal(204);
      }
      expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
    });

    it('closes the connection of a join that is under way', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      const teacher = await api.as(instructor);
      const client = await api.as(student);
      api.media.duringCreate = () => teacher.call('POST', pathOf(lesson.id, student, 'remove'));
      const problem = await client.refused('POST', `/api/lessons/${lesson.id}/join`, join);
      expect(problem.code).to.equal('lesson.removed');
      const removals = api.media.calls.filter((call) => call === `remove ${lesson.id} ${student.id}`);
      expect(removals).to.have.length(2);
    });

    it('reaches somebody who gave up the seat and is still inside', async () => {
      const { instructor, lesson } = await makeClass({ state: 'live' });
      const guest = await makeUser();
      const teacher = await api.as(instructor);
      const path = pathOf(lesson.id, guest, 'remove');
      expect(await teacher.refused('POST', path)).to.include({
        status: 404,
        code: 'lesson.person_not_found',
      });
      api.media.inside = [guest.id];
      expect((await teacher.call('POST', path)).status).to.equal(204);
    });
  });

  describe('GET /api/lessons/:id/people', () => {
    it('shows the instructor everybody inside with their right, and who was removed', async () => {
      const { instructor, student, course, lesson } = await listeningClass();
      const [bad, absent] = [await makeUser({ name: '가나다' }), await makeUser()];
      for (const user of [bad, absent]) await enrol(user, course);
      const teacher = await api.as(instructor);
      await teacher.call('PUT', pathOf(lesson.id, student, 'speaking'), floor(true));
      await teacher.call('POST', pathOf(lesson.id, bad, 'remove'));
      api.media.inside = [instructor.id, student.id];
      const { body } = await teacher.call('GET', `/api/lessons/${lesson.id}/people`);
      const person = ({ id: userId, name }: User) => ({
        userId,
        name,
        isRemoved: false,
        agreesToRecording: null,
      });
      expect(LessonPeople.parse(body).items).to.have.deep.members([
        { ...person(instructor), part: 'instructor', isInside: true, maySpeak: true },
        { ...person(student), part: 'student', isInside: true, maySpeak: true },
        { ...person(bad), part: 'student', isInside: false, maySpeak: false, isRemoved: true },
      ]);
    });
  });

  describe('GET /api/lessons/:id/inside', () => {
    it('tells members who is in a live lesson, by name only', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'live' });
      api.media.inside = [instructor.id];
      const { body } = await (await api.as(student)).call('GET', `/api/lessons/${lesson.id}/inside`);
      expect(LessonInside.parse(body)).to.deep.equal({
        items: [{ name: instructor.name, part: 'instructor' }],
      });
    });

    it('is empty before and after, and 404 for strangers', async () => {
      const { student, lesson } = await makeClass({ state: 'ended' });
      const path = `/api/lessons/${lesson.id}/inside`;
      expect((await (await api.as(student)).call('GET', path)).body).to.deep.equal({ items: [] });
      expect((await (await api.as(await makeUser())).refused('GET', path)).code).to.equal('lesson.not_found');
    });
  });

  describe('for everybody else', () => {
    const routes = (lessonId: string, user: { readonly id: string }) =>
      [
        ['GET', `/api/lessons/${lessonId}/people`, {}],
        ['PUT', pathOf(lessonId, user, 'speaking'), floor(true)],
        ['POST', pathOf(lessonId, user, 'remove'), {}],
        ['POST', pathOf(lessonId, user, 'readmit'), {}],
      ] as const;

    it('is 401 without signing in, 403 for students, 404 for strangers and other instructors', async () => {
      const { student, lesson } = await listeningClass();
      const cases = [
        [api.browser(), 401, 'auth.required'],
        [await api.as(student), 403, 'auth.forbidden'],
        [await api.as(await makeUser()), 404, 'lesson.not_found'],
        [await api.as(await makeInstructor()), 404, 'lesson.not_found'],
      ] as const;
      for (const [client, status, code] of cases) {
        for (const [method, path, call] of routes(lesson.id, student)) {
          expect(await client.refused(method, path, call), `${method} ${path}`).to.include({ status, code });
        }
      }
    });

    it('is 404 for people who are not in the lesson, and 403 for the instructor themselves', async () => {
      const { instructor, lesson } = await listeningClass();
      const teacher = await api.as(instructor);
      const missing = { status: 404, code: 'lesson.person_not_found' };
      for (const id of [NOBODYS, 'x', (await makeUser()).id]) {
        for (const [method, path, call] of routes(lesson.id, { id }).slice(1)) {
          expect(await teacher.refused(method, path, call), `${method} ${path}`).to.include(missing);
        }
      }
      for (const [method, path, call] of routes(lesson.id, instructor).slice(1)) {
        expect(await teacher.refused(method, path, call)).to.include({ status: 403, code: 'auth.forbidden' });
      }
    });

    it('is 409 while the lesson is not live', async () => {
      const { instructor, student, lesson } = await makeClass({ state: 'ended' });
      const teacher = await api.as(instructor);
      for (const [method, path, call] of routes(lesson.id, student).slice(1)) {
        const problem = await teacher.refused(method, path, call);
        expect(problem).to.include({ status: 409, code: 'lesson.already_ended' });
      }
    });
  });
});

describe('consent API', () => {
  const api = useApi();

  it('is given once; the first time counts', async () => {
    const client = await api.as(await makeUser({ agreed: false }));
    expect((await client.call('GET', '/api/me/consent')).body).to.deep.equal({
      version: CONSENT_VERSION,
      agreedAt: null,
    });
    const agreedAt = api.clock.now().toISOString();
    const give = () => client.call('PUT', '/api/me/consent', { body: { version: CONSENT_VERSION } });
    expect((await give()).body).to.deep.equal({ version: CONSENT_VERSION, agreedAt });
    api.clock.forward({ min: 5 });
    expect((await give()).body).to.deep.equal({ version: CONSENT_VERSION, agreedAt });
    expect((await client.call('GET', '/api/me/consent')).body).to.deep.equal({
      version: CONSENT_VERSION,
      agreedAt,
    });
  });

  it('is 400 for the text of another day, and 401 for nobody', async () => {
    const client = await api.as(await makeUser());
    const wrong = { body: { version: '2020-01' } };
    expect(await client.refused('PUT', '/api/me/consent', wrong)).to.include({ status: 400 });
    expect(await api.browser().refused('GET', '/api/me/consent')).to.include({ status: 401 });
    expect(await api.browser().refused('PUT', '/api/me/consent', wrong)).to.include({ status: 401 });
  });
});
