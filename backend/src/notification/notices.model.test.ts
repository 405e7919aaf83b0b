import { LessonId, type CourseId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { ExpectedNotices } from '../../test/expected-notices.js';
import { makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { actorOf, useNoticeWorld, type NoticeWorld } from '../../test/notice-world.js';
import { User } from '../identity/index.js';
import { AppError } from '@seodang/server-kit/errors';
import { TEXTS } from './templates/texts.js';

const STUDENTS = 3;
const TEMPLATES = Object.entries(TEXTS.ko).map(
  ([template, { subject }]) => [template, subject.slice(0, subject.indexOf(':'))] as const,
);

const Act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('enrol' as const), who: fc.nat(STUDENTS - 1) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('leave' as const), who: fc.nat(STUDENTS - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('move' as const),
      min: fc.constantFrom(3, 20, 120, 1430, 1500, 3000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('cancel' as const, 'restore' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('hear' as const),
      who: fc.integer({ min: -1, max: STUDENTS - 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('pass' as const),
      sec: fc.constantFrom(5, 16, 120, 1_800, 7_200, 80_000),
      worker: fc.constantFrom('awake' as const, 'late' as const, 'away' as const),
    }),
  },
);
type Act = typeof Act extends fc.Arbitrary<infer T> ? T : never;

const pass = (sec: 16 | 120 | 7_200 | 80_000, worker: 'awake' | 'late' | 'away'): Act => ({
  act: 'pass',
  sec,
  worker,
});
const enrolled = (who: number): Act => ({ act: 'enrol', who });

/** Lives that chance seldom leads. */
const STORIES: [number, Act[]][] = [
  // Somebody enrols after a reminder was due and before a worker looked.
  [2, [enrolled(0), pass(7_200, 'away'), enrolled(1), pass(16, 'awake')]],
  // A lesson moves away and then nearer after its first reminders went.
  [
    2,
    [
      enrolled(0),
      pass(7_200, 'awake'),
      { act: 'move', min: 3000 },
      pass(16, 'awake'),
      { act: 'move', min: 120 },
    ],
  ],
  // The seat goes between the change and the news of it, to somebody who waited.
  [1, [enrolled(0), enrolled(1), { act: 'cancel' }, { act: 'leave', who: 0 }, pass(16, 'awake')]],
  // The worker was away for so long that nobody needs the news any more.
  [1, [enrolled(0), { act: 'move', min: 20 }, pass(80_000, 'late')]],
];

describe('notices', function () {
  this.timeout(240_000);
  const world = useNoticeWorld();
  const students: User[] = [];
  let instructor: User;

  before(async () => {
    instructor = await makeInstructor();
    for (let nth = 0; nth < STUDENTS; nth += 1) students.push(await makeUser({ name: `학생 ${nth}` }));
  });

  /** A course of its own with one lesson in 25 hours, beside what the model knows of it. */
  async function begin(capacity: number) {
    await world.platform.db.query('DELETE FROM notices');
    await world.platform.db.query('DELETE FROM lessons');
    await User.update({ wantsReminders: true }, { where: {} });
    world.server.reset();
    const course = await makeCourse({ instructorId: instructor.id, capacity });
    const startsAt = world.clock.inMin(25 * 60);
    const lesson = await world.timetable.schedule(actorOf(instructor), course.id, {
      title: '수업',
      startsAt: startsAt.toISOString(),
      durationMin: 50,
      timeZone: 'Asia/Seoul',
    });
    const model = new ExpectedNotices(capacity, {
      startsAt: startsAt.getTime(),
      now: world.clock.now().getTime(),
    });
    return new Story(world, {
      model,
      courseId: course.id,
      lessonId: LessonId.parse(lesson.id),
      instructor,
      students,
    });
  }

  it('are exactly what people have to know, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(Act, { maxLength: 22 }),
        async (capacity, acts) => {
          const story = await begin(capacity);
          for (const act of acts) await story.live(act);
          await story.live({ act: 'pass', sec: 16, worker: 'awake' });
          expect(await story.told()).to.deep.equal(story.expected.sort());
          expect(await world.states()).not.to.have.any.keys('due', 'claimed', 'handed', 'failed', 'unsure');
          const ids = (await world.server.read()).map(({ messageId }) => messageId);
          expect(new Set(ids).size, 'different Message-IDs').to.equal(ids.length);
        },
      ),
      { numRuns: 50, examples: STORIES },
    );
  });
});

interface Cast {
  readonly model: ExpectedNotices;
  readonly courseId: CourseId;
  readonly lessonId: LessonId;
  readonly instructor: User;
  readonly students: readonly User[];
}

/** A course that lives through acts, and what its people should have been told. */
class Story {
  readonly expected: string[] = [];
  readonly #world: NoticeWorld;
  readonly #of: Cast;

  constructor(world: NoticeWorld, of: Cast) {
    this.#world = world;
    this.#of = of;
  }

  async live(act: Act): Promise<void> {
    const { model, courseId } = this.#of;
    const now = () => this.#world.clock.now().getTime();
    if (act.act === 'pass') return this.#pass(act);
    this.#world.clock.forward({ ms: 7 });
    switch (act.act) {
      case 'enrol':
      case 'leave':
        await this.#world.enrolment[act.act](actorOf(this.#person(act.who)), courseId);
        model[act.act](act.who, now());
        return;
      case 'hear':
        if (!model.deaf.delete(act.who)) model.deaf.add(act.who);
        await User.update(
          { wantsReminders: !model.deaf.has(act.who) },
          { where: { id: this.#person(act.who).id } },
        );
        return;
      case 'move':
      case 'cancel':
      case 'restore':
        await this.#replan(act, now());
    }
  }

  /** Who was sent what, as the model says it. */
  async told(): Promise<string[]> {
    const mails = await this.#world.server.read();
    const people = new Map([
      [this.#of.instructor.email, -1],
      ...this.#of.students.map(({ email }, nth) => [email, nth] as const),
    ]);
    return mails
      .map(({ to, subject = '' }) => {
        const template = TEMPLATES.find(([, beginning]) => subject.startsWith(`${beginning}:`))?.[0];
        return `${people.get(to?.[0]?.address ?? '') ?? 'nobody'} ${template ?? subject}`;
      })
      .sort();
  }

  async #replan(act: Extract<Act, { act: 'move' | 'cancel' | 'restore' }>, now: number): Promise<void> {
    const { timetable, clock } = this.#world;
    const { model, lessonId, instructor } = this.#of;
    const startsAt = clock.inMin(act.act === 'move' ? act.min : 0);
    const wasOff = model.lesson.isOff;
    try {
      if (act.act === 'move') {
        await timetable.change(actorOf(instructor), lessonId, { startsAt: startsAt.toISOString() });
        model.change({ ...model.lesson, startsAt: startsAt.getTime() }, now);
      } else if (act.act === 'cancel') {
        await timetable.cancel(actorOf(instructor), lessonId, { reason: '' });
        if (!wasOff) model.change({ ...model.lesson, isOff: true }, now);
      } else {
        await timetable.restore(actorOf(instructor), lessonId);
        if (wasOff) model.change({ ...model.lesson, isOff: false }, now);
      }
    } catch (error) {
      // What the timetable refuses did not happen.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Lets time pass. A worker that is awake looks whenever something is due, a late one at the end only. */
  async #pass({ sec, worker }: Extract<Act, { act: 'pass' }>): Promise<void> {
    const { clock } = this.#world;
    const from = clock.now().getTime();
    const to = from + sec * 1000;
    const bells = worker === 'awake' ? this.#of.model.bells(to).filter((at) => at > from) : [];
    for (const at of [...new Set([...bells, to])].sort((a, b) => a - b)) {
      clock.forward({ ms: at - clock.now().getTime() });
      if (worker === 'away') continue;
      await this.#world.work();
      this.expected.push(...this.#of.model.work(at));
    }
  }

  #person(nth: number): User {
    return nth < 0 ? this.#of.instructor : (this.#of.students[nth] as User);
  }
}
