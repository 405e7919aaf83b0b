import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { makeClass, makeCourse, makeLesson, makeUser } from '../../test/factories.js';

describe('GET /api/me/lessons', () => {
  const api = useApi();

  it('lists live lessons first, then coming ones by start, and leaves past ones out', async () => {
    const { student, course, lesson: soon } = await makeClass({ startsAt: api.clock.inMin(5) });
    const teaching = await makeCourse({ instructorId: student.id });
    const make = (values: Parameters<typeof makeLesson>[0]) => makeLesson({ courseId: course.id, ...values });
    const tomorrow = await make({ startsAt: api.clock.inMin(24 * 60), courseId: teaching.id });
    const live = await make({ startsAt: api.clock.inMin(-20), state: 'live' });
    const ended = await make({ startsAt: api.clock.inMin(-600), state: 'ended' });
    const cancelled = await make({ startsAt: api.clock.inMin(600), state: 'cancelled' });
    const missed = await make({ startsAt: api.clock.inMin(-200) });
    await makeClass();

    const client = await api.as(student);
    const now = await client.me.lessons();
    const past = await client.me.lessons('?when=past');

    expect(now.items.map(({ id }) => id)).to.deep.equal([live.id, soon.id, tomorrow.id]);
    expect(now.items.map(({ myPart }) => myPart)).to.deep.equal(['student', 'student', 'instructor']);
    expect(past.items.map(({ id }) => id)).to.deep.equal([cancelled.id, missed.id, ended.id]);
  });

  it('lists only what one teaches, or only what one has a seat in, when asked', async () => {
    const { student, lesson: attended } = await makeClass({ startsAt: api.clock.inMin(5) });
    const teaching = await makeCourse({ instructorId: student.id });
    const taught = await makeLesson({ courseId: teaching.id, startsAt: api.clock.inMin(60) });
    const client = await api.as(student);
    const ids = async (query: string) => (await client.me.lessons(query)).items.map(({ id }) => id);
    expect(await ids('?part=instructor')).to.deep.equal([taught.id]);
    expect(await ids('?part=student')).to.deep.equal([attended.id]);
  });

  for (const when of ['now', 'past'] as const) {
    it(`pages through ${when} without a gap or a repetition, also where lessons start together`, async () => {
      const { student, course } = await makeClass({ state: 'cancelled', startsAt: api.clock.inMin(-5000) });
      const wanted = new Set<string>();
      for (let nth = 0; nth < 11; nth += 1) {
        const startsAt = api.clock.inMin((when === 'now' ? 1 : -1) * Math.floor(nth / 4) * 60);
        const state = when === 'past' ? 'ended' : nth % 5 === 0 ? 'live' : 'scheduled';
        wanted.add((await makeLesson({ courseId: course.id, startsAt, state })).id);
      }
      const client = await api.as(student);
      const whole = await client.me.lessons(`?when=${when}&limit=100`);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await client.me.lessons(`?when=${when}&limit=3${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).to.deep.equal(whole.items.map(({ id }) => id));
      expect(seen).to.include.members([...wanted]);
    });
  }

  it('gives an empty page to who has no lessons', async () => {
    expect(await (await api.as(await makeUser())).me.lessons()).to.deep.equal({
      items: [],
      nextCursor: null,
    });
  });

  it('is 400 for a strange query', async () => {
    const client = await api.as(await makeUser());
    const queries = [
      'limit=0',
      'limit=1e9',
      'limit=101',
      'when=ever',
      'part=operator',
      'sort=password_hash',
      'cursor=%00',
      'cursor=W10',
      `cursor=${'a'.repeat(201)}`,
    ];
    for (const query of queries) {
      const problem = await client.refused('GET', `/api/me/lessons?${query}`);
      expect(problem, query).to.include({ status: 400, code: 'request.invalid' });
      expect(problem.errors, query).to.have.length.greaterThan(0);
    }
  });
});
