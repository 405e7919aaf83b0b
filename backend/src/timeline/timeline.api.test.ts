import type { UserId } from '@seodang/contracts/ids';
import { LessonTimeline, TimelineItem } from '@seodang/contracts/timeline';
import { newUuid } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { useApi, type Client } from '../../test/api.js';
import { enrol, makeClass, makeLesson, makeUser } from '../../test/factories.js';
import { featuresOn } from '../../test/presence-world.js';
import { ask, replayOf, useReplays } from '../../test/replay-world.js';
import type { ConnectionEvent } from '../media/index.js';

describe('the timeline over the API', function () {
  this.timeout(60_000);
  const api = useApi();
  const live = () => makeClass({ state: 'live', startsAt: api.clock.now() });
  const path = ({ id }: { id: string }, what: string) => `/api/lessons/${id}/${what}`;

  it('keeps a mark once, however often it is told, and shows it to the instructor', async () => {
    const { instructor, lesson } = await live();
    const teacher = await api.as(instructor);
    api.clock.forward({ sec: 30 });
    const body = { label: '  가로획 ', clientId: newUuid() };
    const first = TimelineItem.parse((await teacher.call('POST', path(lesson, 'marks'), { body })).body);
    api.clock.forward({ sec: 5 });
    const { status, body: again } = await teacher.call('POST', path(lesson, 'marks'), { body });
    expect(status).to.equal(201);
    expect(again).to.deep.equal(first);
    expect(first).to.deep.include({ kind: 'mark', label: '가로획', offsetMs: null });
    expect(first.person?.name).to.equal(instructor.name);
    const timeline = LessonTimeline.parse((await teacher.call('GET', path(lesson, 'timeline'))).body);
    expect(timeline.items.map(({ kind }) => kind)).to.deep.equal(['lesson.started', 'mark']);
  });

  it('is the instructor’s alone without a recording, and no stranger’s', async () => {
    const { student, lesson } = await live();
    const body = { clientId: newUuid() };
    const pupil = await api.as(student);
    const stranger = await api.as(await makeUser());
    expect((await pupil.refused('GET', path(lesson, 'timeline'))).code).to.equal('auth.forbidden');
    expect((await pupil.refused('POST', path(lesson, 'marks'), { body })).code).to.equal('auth.forbidden');
    expect((await stranger.refused('GET', path(lesson, 'timeline'))).code).to.equal('lesson.not_found');
    const unknown = `${path(lesson, 'timeline')}?recording=${newUuid()}`;
    expect((await pupil.refused('GET', unknown)).code).to.be.oneOf([
      'recording.not_found',
      'request.invalid',
    ]);
  });

  it('takes no marks before the lesson', async () => {
    const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(60) });
    const teacher = await api.as(instructor);
    const refused = await teacher.refused('POST', path(lesson, 'marks'), { body: { clientId: newUuid() } });
    expect(refused.code).to.equal('lesson.not_live');
  });

  it('is the same in whatever order webhooks come, and however often', async () => {
    const { attendance } = featuresOn(api.platform);
    const stories = fc.array(
      fc.record({
        who: fc.constantFrom('teacher', 'pupil', 'screen'),
        from: fc.integer({ min: 0, max: 600 }),
        forSec: fc.integer({ min: 1, max: 600 }),
        why: fc.constantFrom('disconnect', 'networkDisconnect'),
      }),
      { minLength: 1, maxLength: 5 },
    );
    const random = fc.tuple(stories, fc.infiniteStream(fc.nat()));
    await fc.assert(
      fc.asyncProperty(random, async ([told, dice]) => {
        const startsAt = api.clock.now();
        const cast = await makeClass({ state: 'live', startsAt });
        const client = await api.as(cast.instructor);
        const timelines: unknown[] = [];
        for (const isTroubled of [false, true]) {
          const { lesson } = isTroubled ? await anotherLesson(cast, startsAt) : cast;
          const events = told.flatMap(({ who, from, forSec, why }, nth): ConnectionEvent[] => {
            const owner = {
              connectionId: `con_${lesson.id}_${nth}`,
              lessonId: lesson.id,
              userId: who === 'pupil' ? cast.student.id : cast.instructor.id,
              kind: who === 'screen' ? ('screen' as const) : ('camera' as const),
            };
            const at = (sec: number) => startsAt.getTime() + 1000 * sec;
            return [
              { ...owner, name: 'joined', at: at(from) },
              { ...owner, name: 'left', at: at(from + forSec), why },
            ];
          });
          const stream = isTroubled ? shuffled([...events, ...events], dice) : events;
          for (const event of stream) await api.platform.inTransaction((tx) => attendance.hear(tx, [event]));
          const answer = await client.call('GET', path(lesson, 'timeline'));
          timelines.push(LessonTimeline.parse(answer.body).items);
        }
        expect(timelines[1]).to.deep.equal(timelines[0]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('the timeline of a replay', function () {
  this.timeout(60_000);
  const world = useReplays();

  it('tells a student when nobody else came and went, and nothing of what was cut off', async () => {
    const { api } = world;
    const { id, course, lesson, instructor, student, teacher, pupil } = await world.ready();
    const refuser = await makeUser();
    await enrol(refuser, course);
    const { startedAt } = await replayOf(teacher, id);
    const stay = (userId: UserId, kind: 'camera' | 'screen', fromSec: number): ConnectionEvent[] => {
      const owner = { connectionId: `con_${userId}_${kind}`, lessonId: lesson.id, userId, kind };
      const at = Date.parse(startedAt) + 1_000 * fromSec;
      return [
        { ...owner, name: 'joined', at },
        { ...owner, name: 'left', at: at + 4_000, why: 'disconnect' },
      ];
    };
    const { attendance } = featuresOn(api.platform);
    const stays = [
      stay(instructor.id, 'camera', 0),
      stay(instructor.id, 'screen', 6),
      stay(student.id, 'camera', 1),
      stay(refuser.id, 'camera', 2),
    ];
    await api.platform.inTransaction((tx) => attendance.hear(tx, stays.flat()));
    const kindsFor = async (client: Client) => {
      const path = `GET /api/lessons/${lesson.id}/timeline?recording=${id}`;
      const { items } = await ask(client, LessonTimeline, path);
      return items
        .filter(({ person }) => person !== null)
        .map(({ kind, person }) => `${kind} ${person?.id ?? ''}`);
    };
    const own = [`person.joined ${student.id}`, `person.left ${student.id}`];
    const share = [`share.started ${instructor.id}`, `share.stopped ${instructor.id}`];
    expect(await kindsFor(pupil)).to.have.members([...own, ...share]);
    expect(await kindsFor(await api.as(refuser))).to.have.members([
      `person.joined ${refuser.id}`,
      `person.left ${refuser.id}`,
      ...share,
    ]);
    const all = await kindsFor(teacher);
    expect(all).to.include.members([`person.joined ${refuser.id}`, `person.left ${instructor.id}`]);
    await teacher.call('PUT', `/api/recordings/${id}/trim`, { body: { startMs: 8_000, endMs: 20_000 } });
    expect(await kindsFor(pupil)).to.have.members([...own, `share.stopped ${instructor.id}`]);
    expect(await kindsFor(teacher)).to.deep.equal(all);
  });
});

/** Another lesson of the same course, at the same time. */
async function anotherLesson({ course }: Awaited<ReturnType<typeof makeClass>>, startsAt: Date) {
  return { lesson: await makeLesson({ courseId: course.id, state: 'live', startsAt }) };
}

function shuffled<T>(items: T[], dice: fc.Stream<number>): T[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = (dice.next().value as number) % (at + 1);
    [items[at], items[other]] = [items[other] as T, items[at] as T];
  }
  return items;
}
