import { expect } from 'chai';
import { enterLesson, lessonUnderWay, startLesson } from './browser/lesson.js';
import { losePackets } from './browser/lossy.page.js';
import { hears, receivesWidth, sees, seesAndHears } from './browser/media.js';
import { cutFor } from './browser/network.js';
import { useSchool } from './browser/school.js';
import { clockTimesIn, secondsBeside, timed } from './support/clock.js';
import { makeLesson } from './support/lessons.js';
import { HANEUL, KIM, LUKAS, MAYA, SEOYEON, WEBER } from './support/people.js';
import { there } from './support/there.js';

describe('a bad network', () => {
  const { story } = useSchool();

  story(
    'five seconds without the media socket: a word about it, then everything as before, in one stretch',
    async (school) => {
      const { teacher, student, title } = await lessonUnderWay(school, {
        title: '5 seconds',
        teacher: WEBER,
        student: MAYA,
        studentHas: { ownNetwork: true },
      });
      await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
      const banner = student.room.troubles.first().waitFor();
      await Promise.all([cutFor(student, 5), banner]);
      await student.room.youAreBack.waitFor();
      await student.room.troubles.first().waitFor({ state: 'hidden' });
      await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
      await student.room.tool('mute').click();
      await teacher.room.mutedTileOf(student.name).waitFor();
      await teacher.room.endForAll();
      await student.room.over('ended').waitFor();
      await teacher.room.toAttendance.click();
      await teacher.attendance.rowOf(student.name).waitFor();
      expect(await teacher.attendance.stretchesOf(student.name), `stretches in ${title}`).to.have.length(1);
    },
  );

  story(
    'twenty seconds without the media socket: longer than the server waits, and yet the student is back in the lesson',
    async (school) => {
      const { teacher, student, studentJoined } = await lessonUnderWay(school, {
        title: '20 seconds',
        teacher: KIM,
        student: HANEUL,
        studentHas: { ownNetwork: true },
      });
      await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
      const banner = student.room.reconnecting.waitFor();
      await Promise.all([cutFor(student, 20), banner]);
      await student.room.troubles.first().waitFor({ state: 'hidden' });
      await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
      await student.room.tool('mute').click();
      await teacher.room.mutedTileOf(student.name).waitFor();
      expect(await teacher.room.tileOf(student.name).count(), 'places of the student on the stage').to.equal(
        1,
      );
      const left = await timed(async () => {
        await student.room.leaveButton.click();
        await student.room.over('left').waitFor();
      });
      await teacher.room.endForAll();
      await teacher.room.over('ended').waitFor();
      await teacher.room.toAttendance.click();
      await teacher.attendance.rowOf(student.name).waitFor();
      const stretches = await teacher.attendance.stretchesOf(student.name);
      const shown = `shown as ${stretches.join(' and ')}`;
      const times = stretches.flatMap(clockTimesIn);
      expect(
        secondsBeside(there(times.at(0)), studentJoined, 'Asia/Seoul'),
        `joined, ${shown}`,
      ).to.be.at.most(2);
      expect(secondsBeside(there(times.at(-1)), left, 'Asia/Seoul'), `left, ${shown}`).to.be.at.most(2);
    },
  );

  story('a closed tab: the student’s place empties, and the attendance knows since when', async (school) => {
    const { teacher, student, studentJoined } = await lessonUnderWay(school, {
      title: 'closed tab',
      teacher: KIM,
      student: SEOYEON,
    });
    await sees(teacher, 1);
    const closed = await timed(() => student.closeTab());
    await teacher.room.tileOf(student.name).waitFor({ state: 'hidden' });
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
    await teacher.room.toAttendance.click();
    await teacher.attendance.rowOf(student.name).waitFor();
    const [stretch, ...more] = await teacher.attendance.stretchesOf(student.name);
    expect(more, 'further stretches').to.deep.equal([]);
    const [from, to] = clockTimesIn(there(stretch));
    expect(
      secondsBeside(there(from), studentJoined, 'Asia/Seoul'),
      `joined, shown as ${there(stretch)}`,
    ).to.be.at.most(2);
    expect(
      secondsBeside(there(to), closed, 'Asia/Seoul'),
      `closed, shown as ${there(stretch)}`,
    ).to.be.at.most(2);
  });

  story('only a TURN relay in both directions: they see and hear each other all the same', async (school) => {
    const { teacher, student } = await lessonUnderWay(school, {
      title: 'relay',
      teacher: WEBER,
      student: LUKAS,
      teacherHas: { relayOnly: true },
      studentHas: { relayOnly: true },
    });
    await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
    for (const visitor of [teacher, student]) {
      const kinds = await visitor.page.evaluate(async () =>
        (await window.peerReports()).map((one) => one.candidateType),
      );
      expect(kinds, `how ${visitor.name} is connected`).to.have.length.above(1);
      expect([...new Set(kinds)], `how ${visitor.name} is connected`).to.deep.equal(['relay']);
    }
    await teacher.room.endForAll();
    await student.room.over('ended').waitFor();
  });

  story(
    'an upload that loses packets: a smaller picture, then none, and the sound all the while',
    async (school) => {
      const lesson = await makeLesson({ instructor: KIM.email, students: [HANEUL.email], title: 'upload' });
      const [teacher, student] = await Promise.all([school.visitor(KIM), school.visitor(HANEUL)]);
      await student.page.addInitScript(losePackets);
      await Promise.all([teacher.signIn(), student.signIn()]);
      await startLesson(teacher, lesson);
      await enterLesson(student, lesson);
      await seesAndHears(teacher);
      await student.page.evaluate(() => (window.losing = true));
      await Promise.all([
        student.page.getByText(student.word('room.quality.upload')).waitFor(),
        receivesWidth(teacher, 320),
      ]);
      await student.page.getByText(student.word('room.quality.paused')).waitFor();
      await hears(teacher, 1);
      await student.page.evaluate(() => (window.losing = false));
      await sees(teacher, 1);
      await hears(teacher, 1);
      await teacher.room.endForAll();
      await student.room.over('ended').waitFor();
    },
  );
});
