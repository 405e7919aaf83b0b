import { expect } from 'chai';
import { seesAndHears, sees } from './browser/media.js';
import { useSchool } from './browser/school.js';
import { clockTimesIn, secondsBeside, timed } from './support/clock.js';
import { makeLesson } from './support/lessons.js';
import { KIM, MAYA } from './support/people.js';
import { there } from './support/there.js';

describe('a lesson', () => {
  const { story } = useSchool();

  story(
    'from sign in to attendance: start, join, see and hear, mute, share the screen, leave, end',
    async (school) => {
      const lesson = await makeLesson({ instructor: KIM.email, students: [MAYA.email], title: '먹과 붓' });
      const [kim, maya] = await Promise.all([school.visitor(KIM), school.visitor(MAYA)]);
      await Promise.all([kim.signIn(), maya.signIn()]);

      // Kim finds the lesson in the list and starts it; he is told that nobody has come yet.
      await kim.lessons.startButton(lesson.title).first().click();
      const kimJoined = await timed(async () => {
        await kim.lobby.enterButton.click();
        await kim.room.dock.waitFor();
      });
      await kim.room.nobodyYet.waitFor();

      // Maya's list turns live by itself, without a reload.
      await maya.lessons.enterLink(lesson.title).first().click();
      await maya.lobby.preview.waitFor();
      const mayaJoined = await timed(async () => {
        await maya.lobby.enterButton.click();
        await maya.room.dock.waitFor();
      });
      await Promise.all([kim.room.tileOf(MAYA.name).waitFor(), maya.room.tileOf(KIM.name).waitFor()]);
      await Promise.all([seesAndHears(kim), seesAndHears(maya)]);

      // Muting shows at the other.
      await maya.room.tool('mute').click();
      await kim.room.mutedTileOf(MAYA.name).waitFor();
      await maya.room.tool('unmute').click();
      await kim.room.mutedTileOf(MAYA.name).waitFor({ state: 'hidden' });

      // Kim shares his screen beside his camera.
      await kim.room.tool('share').click();
      await maya.room.screenOf(KIM.name).waitFor();
      await sees(maya, 2);
      await kim.room.tool('stopShare').click();
      await maya.room.screenOf(KIM.name).waitFor({ state: 'hidden' });

      // Maya leaves, then Kim ends the lesson for all.
      const mayaLeft = await timed(async () => {
        await maya.room.leaveButton.click();
        await maya.room.over('left').waitFor();
      });
      await kim.room.tileOf(MAYA.name).waitFor({ state: 'hidden' });
      const ended = await timed(() => kim.room.endForAll());
      await kim.room.over('ended').waitFor();

      // The attendance tells what the clock on the wall told.
      await kim.room.toAttendance.click();
      await kim.attendance.rowOf(MAYA.name).waitFor();
      for (const [name, joined, left] of [
        [MAYA.name, mayaJoined, mayaLeft],
        [KIM.name, kimJoined, ended],
      ] as const) {
        const stretches = await kim.attendance.stretchesOf(name);
        expect(stretches, `stretches of ${name}`).to.have.length(1);
        const [from, to] = clockTimesIn(there(stretches[0]));
        const seen = `${name}: the page says ${there(stretches[0])}`;
        expect(secondsBeside(there(from), joined, 'Asia/Seoul'), `${seen}, joined`).to.be.at.most(2);
        expect(secondsBeside(there(to), left, 'Asia/Seoul'), `${seen}, left`).to.be.at.most(2);
      }
    },
  );
});
