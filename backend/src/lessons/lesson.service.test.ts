import { expect } from 'chai';
import { StillClock } from '../../test/clock.js';
import { silent, useDatabase } from '../../test/database.js';
import { enrol, makeClass, makeCourse, makeInstructor, makeLesson, makeUser } from '../../test/factories.js';
import { RecordedMedia } from '../../test/recorded-media.js';
import type { Tx } from '../platform/db/transaction.js';
import { LessonDirectory } from './lesson-directory.js';
import type { LessonEvent } from './lesson-event.js';
import { LessonService } from './lesson.service.js';

describe('LessonService', () => {
  const database = useDatabase();
  const clock = new StillClock();
  const media = new RecordedMedia();
  const directory = new LessonDirectory();
  const heard: LessonEvent[] = [];
  const hear = (_tx: Tx, event: LessonEvent) => Promise.resolve(void heard.push(event));
  const lessons = new LessonService({
    directory,
    media,
    listeners: [hear],
    inTransaction: (work) => database.inTransaction(work),
    now: clock.now,
    log: silent,
  });

  it('ends a lesson that its instructor forgot, and closes what is left of others', async () => {
    const { lesson: live, course } = await makeClass({ state: 'live' });
    const ended = await makeLesson({ state: 'ended', courseId: course.id });
    const endedAt = ended.endedAt;
    for (const { id } of [live, ended]) await lessons.endAbandoned(id);
    const { id: lessonId, courseId, startsAt } = live;
    const told = { lessonId, courseId, startsAt, name: 'lesson.ended', endedAt: clock.now() };
    expect(heard.splice(0)).to.deep.equal([told]);
    expect(await live.reload()).to.include({ state: 'ended' });
    expect(live.endedAt).to.deep.equal(clock.now());
    expect((await ended.reload()).endedAt).to.deep.equal(endedAt);
    expect(media.calls).to.include.members([`close ${live.id}`, `close ${ended.id}`]);
  });

  it('gives one of two instructors’ clicks the start, and the lesson one time of start', async () => {
    const { instructor, lesson } = await makeClass({ startsAt: clock.inMin(0) });
    const actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
    const early = lessons.start(actor, lesson.id);
    const late = lessons.start(actor, lesson.id);
    expect((await early).startedAt).to.equal((await late).startedAt);
    expect(heard.map(({ name }) => name)).to.deep.equal(['lesson.started']);
  });
});

describe('LessonDirectory', () => {
  useDatabase();
  const directory = new LessonDirectory();

  it('lists the instructor first, then everybody with a seat by name, and nobody else', async () => {
    const instructor = await makeInstructor({ name: '하하하' });
    const course = await makeCourse({ instructorId: instructor.id });
    const seats = [
      ['나나나', 'enrolled'],
      ['가가가', 'enrolled'],
      ['대기자', 'waiting'],
      ['취소자', 'cancelled'],
    ] as const;
    for (const [name, state] of seats) await enrol(await makeUser({ name }), course, state);
    await enrol(instructor, course);
    const lesson = await makeLesson({ courseId: course.id });
    const people = await directory.listPeople(lesson.id);
    expect(people.map(({ name, part }) => [name, part])).to.deep.equal([
      ['하하하', 'instructor'],
      ['가가가', 'student'],
      ['나나나', 'student'],
    ]);
  });

  it('takes an instructor who also has a seat for the instructor', async () => {
    const { instructor, course, lesson } = await makeClass();
    await enrol(instructor, course);
    expect(await directory.getMembership({ userId: instructor.id }, lesson.id)).to.include({
      part: 'instructor',
    });
  });

  it('lists live lessons only', async () => {
    const { lesson } = await makeClass({ state: 'live' });
    await makeClass({ state: 'ended' });
    expect(await directory.listLive()).to.deep.equal([lesson.id]);
  });
});
