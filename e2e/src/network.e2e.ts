import { expect } from 'chai';
import { lessonUnderWay } from './browser/lesson.js';
import { sees, seesAndHears } from './browser/media.js';
import { cutFor } from './browser/network.js';
import { useSchool } from './browser/school.js';
import { clockTimesIn, secondsBeside, timed } from './support/clock.js';
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
});
