import { expect } from 'chai';
import { enrol, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { actorOf, useNoticeWorld } from '../../test/notice-world.js';
import { Enrolment } from '../enrolment/index.js';
import { newUuid } from '@seodang/server-kit/ids';

const MINUTE = 60;

describe('DeliveryService', function () {
  this.timeout(60_000);
  const world = useNoticeWorld();

  beforeEach(async () => {
    await world.platform.db.query('DELETE FROM notices');
    await world.platform.db.query('DELETE FROM lessons');
  });

  /** A student of a lesson in two hours, who is to be told that it was cancelled. */
  async function cancelledLesson() {
    const instructor = await makeInstructor();
    const student = await makeUser();
    const course = await makeCourse({ instructorId: instructor.id });
    await enrol(student, course);
    await Enrolment.update(
      { since: world.clock.inMin(-3 * 24 * MINUTE) },
      { where: { courseId: course.id } },
    );
    const lesson = await world.timetable.schedule(actorOf(instructor), course.id, {
      title: '수업',
      startsAt: world.clock.inMin(120).toISOString(),
      durationMin: 50,
      timeZone: 'Asia/Seoul',
    });
    await world.timetable.cancel(actorOf(instructor), lesson.id, { reason: '' });
    world.clock.forward({ sec: 16 });
    return { instructor, student, course, lessonId: lesson.id };
  }
  const claim = (token: string) =>
    world.platform.inTransaction((tx) =>
      world.noticeBook.claim(tx, { claim: token, now: world.clock.now(), limit: 10 }),
    );
  /** As after so long that every lease is over. */
  const letLeasesEnd = () =>
    world.platform.db.query('UPDATE notices SET lease_until = NOW(3) - INTERVAL 1 SECOND');
  const recover = () => world.platform.inTransaction((tx) => world.noticeBook.recover(tx));
  const theOnly = <T>(all: readonly T[]): T => {
    expect(all).to.have.length(1);
    return all[0] as T;
  };

  it('gives leave to one of two workers who both think that a mail is theirs', async () => {
    await cancelledLesson();
    const [slow, quick] = [newUuid(), newUuid()];
    const first = theOnly(await claim(slow));
    await letLeasesEnd();
    expect(await recover()).to.deep.equal({ due: 1, unsure: 0 });
    const second = theOnly(await claim(quick));
    expect(second.id).to.equal(first.id);
    expect(await world.noticeBook.hand(first.id, slow)).to.equal(null);
    const leave = await world.noticeBook.hand(second.id, quick);
    await leave?.take();
    expect(await world.states()).to.deep.equal({ handed: 1 });
  });

  it('is as if nothing had happened when leave is given back, or the worker dies with it', async () => {
    await cancelledLesson();
    const token = newUuid();
    const notice = theOnly(await claim(token));
    const leave = await world.noticeBook.hand(notice.id, token);
    await leave?.giveBack();
    expect(await world.states()).to.deep.equal({ claimed: 1 });
    await letLeasesEnd();
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ sent: 1 });
    expect(world.server.mails).to.have.length(1);
  });

  it('does not send again what was handed over by a worker that is gone', async () => {
    await cancelledLesson();
    const token = newUuid();
    const notice = theOnly(await claim(token));
    await (await world.noticeBook.hand(notice.id, token))?.take();
    await letLeasesEnd();
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ unsure: 1 });
    expect(world.server.mails).to.have.length(0);
  });

  it('is unsure, once, of a mail on which the mail server hung up', async () => {
    await cancelledLesson();
    world.server.mailFate = () => 'hang-up';
    await world.delivery.drain();
    world.server.reset();
    world.clock.forward({ min: 30 });
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ unsure: 1 });
    expect(world.server.mails).to.have.length(0);
  });

  it('keeps why a mail cannot be sent at all', async () => {
    await cancelledLesson();
    world.server.recipientFate = () => ({ refuse: 550 });
    await world.delivery.drain();
    const [rows] = await world.platform.db.query('SELECT state, failure FROM notices');
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ state: 'failed' });
    expect((rows[0] as { failure: string }).failure).to.include('550');
  });

  it('tries again later what is put off', async () => {
    await cancelledLesson();
    world.server.mailFate = () => ({ refuse: 451 });
    await world.delivery.drain();
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ due: 1 });
    world.server.reset();
    world.clock.forward({ sec: 6 });
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ sent: 1 });
    expect(world.server.mails).to.have.length(1);
  });

  it('tells two changes at once when the first could not be told in time', async () => {
    const { instructor, lessonId, student } = await cancelledLesson();
    world.server.mailFate = () => ({ refuse: 451 });
    await world.delivery.drain();
    await world.timetable.restore(actorOf(instructor), lessonId);
    const startsAt = world.clock.inMin(600).toISOString();
    await world.timetable.change(actorOf(instructor), lessonId, { startsAt });
    world.server.reset();
    world.clock.forward({ sec: 16 });
    await world.delivery.drain();
    expect(await world.sent()).to.deep.equal([`${student.email} 수업 시간이 바뀌었습니다: 수업`]);
  });

  it('tells nobody of a change that was taken back', async () => {
    const { instructor, lessonId } = await cancelledLesson();
    await world.timetable.restore(actorOf(instructor), lessonId);
    world.clock.forward({ sec: 16 });
    await world.delivery.drain();
    expect(await world.states()).to.deep.equal({ dropped: 1 });
    expect(world.server.mails).to.have.length(0);
  });
});
