import type { ScheduleLesson } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { StillClock } from '../../test/clock.js';
import { silent, useDatabase } from '../../test/database.js';
import { enrol, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import {
  CatalogueService,
  CourseDirectory,
  CourseService,
  type Course,
  type CourseEvent,
} from '../courses/index.js';
import type { Tx } from '../platform/db/transaction.js';
import { LessonDirectory } from './lesson-directory.js';
import type { LessonEvent } from './lesson-event.js';
import { Lesson } from './lesson.model.js';
import { TimetableService } from './timetable.service.js';

describe('what listeners hear', () => {
  const database = useDatabase();
  const clock = new StillClock();
  let heard: (LessonEvent | CourseEvent)[];
  let refuses: boolean;
  let timetable: TimetableService;
  let courses: CourseService;
  let course: Course;
  let actor: { userId: Course['instructorId']; name: string; roles: []; signInId: string };

  const hear = (_tx: Tx, event: LessonEvent | CourseEvent) => {
    if (refuses) return Promise.reject(new Error('the notice could not be written'));
    heard.push(event);
    return Promise.resolve();
  };
  const names = () => heard.map(({ name }) => name);
  const wish = (startMin: number): ScheduleLesson => ({
    title: '획의 시작과 끝',
    startsAt: clock.inMin(startMin).toISOString(),
    durationMin: 50,
    timeZone: 'Asia/Seoul',
  });

  beforeEach(async () => {
    const instructor = await makeInstructor();
    course = await makeCourse({ instructorId: instructor.id, capacity: 2 });
    actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
    heard = [];
    refuses = false;
    const deps = { inTransaction: database.inTransaction, now: clock.now, log: silent };
    const directory = new CourseDirectory();
    timetable = new TimetableService({
      ...deps,
      directory: new LessonDirectory(),
      courses: directory,
      listeners: [hear],
    });
    const catalogue = new CatalogueService(deps);
    courses = new CourseService({ ...deps, catalogue, directory, lessons: timetable, listeners: [hear] });
  });

  it('is each change of a lesson once, with what people knew before', async () => {
    const { id } = await timetable.schedule(actor, course.id, wish(60));
    await timetable.change(actor, id, { startsAt: clock.inMin(90).toISOString(), title: '새 이름' });
    await timetable.change(actor, id, { title: '새 이름', timeZone: 'Europe/Berlin' });
    await timetable.cancel(actor, id, { reason: '감기' });
    await timetable.cancel(actor, id, { reason: 'again' });
    await timetable.restore(actor, id);
    await timetable.restore(actor, id);
    const ids = { lessonId: id, courseId: course.id };
    const later = { ...ids, startsAt: clock.inMin(90) };
    const before = { startsAt: clock.inMin(60), durationMin: 50, timeZone: 'Asia/Seoul' };
    expect(heard).to.deep.equal([
      { ...ids, startsAt: clock.inMin(60), name: 'lesson.scheduled' },
      { ...later, name: 'lesson.moved', before, durationMin: 50 },
      { ...later, name: 'lesson.renamed' },
      { ...later, name: 'lesson.cancelled', reason: '감기' },
      { ...later, name: 'lesson.restored' },
    ]);
  });

  it('is each change of a course that others act on, and its lessons before it goes', async () => {
    await courses.unpublish(actor, course.id);
    await courses.unpublish(actor, course.id);
    await courses.publish(actor, course.id);
    await courses.change(actor, course.id, { capacity: 5, title: '새 제목' });
    await courses.change(actor, course.id, { capacity: 3 });
    await timetable.schedule(actor, course.id, wish(60));
    await courses.remove(actor, course.id);
    expect(names()).to.deep.equal([
      'course.unpublished',
      'course.published',
      'course.renamed',
      'course.capacity-raised',
      'lesson.scheduled',
      'course.deleted',
      'lesson.deleted',
    ]);
    expect(heard[3]).to.include({ courseId: course.id, capacity: 5 });
  });

  it('is nothing when the change is refused', async () => {
    await enrol(await makeUser(), course);
    await enrol(await makeUser(), course);
    const refused = [
      () => timetable.schedule(actor, course.id, wish(-5)),
      () => courses.change(actor, course.id, { capacity: 1 }),
      () => courses.remove(actor, course.id),
    ];
    for (const attempt of refused) {
      expect(
        await attempt().then(
          () => 'done',
          () => 'refused',
        ),
      ).to.equal('refused');
    }
    expect(heard).to.deep.equal([]);
  });

  it('undoes the change when it cannot be written down', async () => {
    const { id } = await timetable.schedule(actor, course.id, wish(60));
    refuses = true;
    const attempts = [
      () => timetable.schedule(actor, course.id, wish(600)),
      () => timetable.change(actor, id, wish(90)),
      () => timetable.cancel(actor, id, { reason: '' }),
      () => courses.unpublish(actor, course.id),
      () => courses.change(actor, course.id, { capacity: 9 }),
      () => courses.remove(actor, course.id),
    ];
    for (const attempt of attempts) {
      const outcome = await attempt().catch((error: unknown) => (error as Error).message);
      expect(outcome).to.equal('the notice could not be written');
    }
    expect(await Lesson.findAll({ where: { courseId: course.id } })).to.have.length(1);
    expect(await Lesson.findByPk(id)).to.deep.include({ state: 'scheduled', startsAt: clock.inMin(60) });
    expect(await course.reload()).to.include({ state: 'published', capacity: 2 });
  });
});
