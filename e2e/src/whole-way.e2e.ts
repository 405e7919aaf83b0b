import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { hears, sees, seesAndHears } from './browser/media.js';
import { useSchool } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { cutFor } from './browser/network.js';
import { clockTimesIn, secondsBeside, timed } from './support/clock.js';
import { countMails, mailFor } from './support/mailbox.js';
import { freshAddress, makeInstructor } from './support/people.js';
import { there } from './support/there.js';
import { unique } from './support/unique.js';

const ZONE = 'Asia/Seoul';
const MINUTE_MS = 60_000;

/** The first whole minute for which the reminder five minutes before still lies ahead, with time to enrol until then. */
function soonestWithReminder(): { date: string; time: string } {
  const startsAt = new Date(Math.ceil((Date.now() + 5.75 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS);
  const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ZONE,
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(startsAt)
    .split(' ');
  return { date, time };
}

describe('the whole way of a student and an instructor', function () {
  this.timeout(420_000);
  const { story } = useSchool();

  story('find a course, sign up, enrol, be reminded, meet, look back', async (school) => {
    const teaching = await makeInstructor('윤도현', 'ko');
    const learning = { name: '한서진', email: freshAddress('student'), language: 'ko' } as const;
    const [teacher, student] = await Promise.all([
      school.visitor(teaching),
      school.visitor(learning, { ownNetwork: true }),
    ]);
    const course = unique('아침 서예');
    const lesson = unique('첫 획');

    // The instructor makes a course in which one speaks when given the floor, schedules a lesson, and publishes.
    await teacher.signIn();
    await teacher.open('/studio/courses/new');
    await teacher.studio.makeCourse({
      title: course,
      description: '붓을 처음 잡는 사람을 위한 아침 수업이에요.',
      category: 'calligraphy',
      capacity: 12,
      speaking: 'granted',
    });
    await teacher.studio.schedule({ title: lesson, ...soonestWithReminder() });
    await teacher.studio.publish();

    // A visitor finds it, is led to sign up, comes back and enrols.
    await student.open('/courses');
    await student.courses.search.fill(course);
    await student.courses.courseLink(course).click();
    await student.courses.enrol.click();
    await student.signUpPage.submit({ ...learning, password: '먹을 갈며 아침을 연다' });
    await student.courses.enrol.click();
    await student.courses.enrolledNote.waitFor();

    // Five minutes before, both are reminded once, with the lesson for their calendars.
    const mail = await mailFor(learning.email, { subject: lesson, withinMs: 150_000 });
    expect(mail.text).to.include(course).and.include('/lessons/');
    expect(mail.attachments.map(({ mimeType }) => mimeType)).to.include('text/calendar');
    await mailFor(teaching.email, { subject: lesson, withinMs: 30_000 });

    // The instructor starts, the student comes through the lobby, agrees to its notice, and listens.
    await teacher.open('/lessons');
    await teacher.lessons.startButton(lesson).first().click();
    await teacher.lobby.enterButton.click();
    await teacher.room.dock.waitFor();
    await student.open('/lessons');
    await student.lessons.enterLink(lesson).first().click();
    await student.lobby.consent.check();
    const joined = await timed(async () => {
      await student.lobby.enterButton.click();
      await student.room.dock.waitFor();
    });
    await seesAndHears(student);

    // With the floor the student is seen and heard, and muting shows.
    await teacher.room.manage(learning.name, 'grant');
    await student.room.floor('granted').waitFor();
    await student.room.floorButton('microphoneOn').click();
    await student.room.tool('cameraOn').click();
    await seesAndHears(teacher);
    await student.room.tool('mute').click();
    await teacher.room.mutedTileOf(learning.name).waitFor();
    await student.room.tool('unmute').click();
    await teacher.room.mutedTileOf(learning.name).waitFor({ state: 'hidden' });

    // The instructor shares the screen.
    await teacher.room.tool('share').click();
    await student.room.screenOf(teaching.name).waitFor();
    await sees(student, 2);
    await teacher.room.tool('stopShare').click();
    await student.room.screenOf(teaching.name).waitFor({ state: 'hidden' });

    // The network drops for five seconds, then for twenty.
    for (const seconds of [5, 20]) {
      await Promise.all([cutFor(student, seconds), student.room.troubles.first().waitFor()]);
      await student.room.troubles.first().waitFor({ state: 'hidden' });
      await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
    }

    // The floor goes back: nothing of the student arrives any more, and the student still follows.
    await teacher.room.manage(learning.name, 'revoke');
    await student.room.floor('revoked').waitFor();
    await teacher.room.mutedTileOf(learning.name).waitFor();
    await expectNothingArrives(teacher);
    await hears(student, 1);

    // The student closes the tab, the instructor ends; the attendance is what the clock on the wall says.
    const closed = await timed(() => student.closeTab());
    await teacher.room.tileOf(learning.name).waitFor({ state: 'hidden' });
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
    await teacher.room.toAttendance.click();
    await teacher.attendance.rowOf(learning.name).waitFor();
    const stretches = await teacher.attendance.stretchesOf(learning.name);
    const times = stretches.flatMap(clockTimesIn);
    const shown = `shown as ${stretches.join(' and ')}`;
    expect(secondsBeside(there(times.at(0)), joined, ZONE), `joined, ${shown}`).to.be.at.most(2);
    expect(secondsBeside(there(times.at(-1)), closed, ZONE), `closed, ${shown}`).to.be.at.most(2);
    expect(await countMails(learning.email, lesson), 'reminders of the student').to.equal(1);
    expect(await countMails(teaching.email, lesson), 'reminders of the instructor').to.equal(1);
  });
});

/** @throws {AssertionError} when new pictures or sound of anybody are decoded within two seconds */
async function expectNothingArrives(visitor: Visitor): Promise<void> {
  const measure = () =>
    visitor.page.evaluate(async () => {
      const reports = await window.peerReports();
      return reports.reduce((sum, report) => sum + report.framesDecoded + report.audioPackets, 0);
    });
  const before = await measure();
  // That nothing comes can only be seen by letting time pass.
  await pause(2000);
  expect(await measure(), `what ${visitor.name} received`).to.be.at.most(before);
}
