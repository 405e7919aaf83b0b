import { expect } from 'chai';
import { hearNoDecisions } from './browser/deaf.page.js';
import { enterLesson, startLesson } from './browser/lesson.js';
import { hears, receivesNothing, sees, seesAndHears } from './browser/media.js';
import { useSchool, type School } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { freshAddress, HANEUL, KIM, LUKAS, MAYA, SEOYEON, WEBER, type Account } from './support/people.js';

interface Cast {
  readonly title: string;
  readonly teacher: Account;
  readonly student: Account;
  readonly speaking?: 'everyone' | 'granted';
}

async function begun(school: School, { title, teacher: taught, student: taughtTo, speaking }: Cast) {
  const students = [taughtTo.email];
  const [lesson, teacher, student] = await Promise.all([
    makeLesson({ instructor: taught.email, students, title, ...(speaking && { speaking }) }),
    school.visitor(taught),
    school.visitor(taughtTo),
  ]);
  await Promise.all([teacher.signIn(), student.signIn()]);
  await startLesson(teacher, lesson);
  return { lesson, teacher, student };
}

describe('the floor', () => {
  const { story } = useSchool();

  story('is given and taken: seen and heard between the two, and never before or after', async (school) => {
    const cast = { title: 'the floor', teacher: KIM, student: MAYA, speaking: 'granted' } as const;
    const { lesson, teacher, student } = await begun(school, cast);
    await enterLesson(student, lesson);
    await student.room.listening.waitFor();
    await teacher.room.tileOf(MAYA.name).waitFor();
    await seesAndHears(student);
    await receivesNothing(teacher);

    // Kim gives Maya the floor; nothing of hers is sent until she turns it on herself.
    await teacher.room.manage(MAYA.name, 'grant');
    await student.room.floor('granted').waitFor();
    await student.room.listening.waitFor({ state: 'hidden' });
    await seesAndHears(student);
    await receivesNothing(teacher);
    await student.room.floorButton('cameraOn').click();
    await sees(teacher, 1);
    await student.room.floorButton('microphoneOn').click();
    await seesAndHears(teacher);

    // He takes it back.
    await teacher.room.manage(MAYA.name, 'revoke');
    await student.room.floor('revoked').waitFor();
    await student.room.listening.waitFor();
    await receivesNothing(teacher);
    await seesAndHears(student);

    // She was there all the time, in one stretch.
    await student.room.leaveButton.click();
    await student.room.over('left').waitFor();
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
    await teacher.room.toAttendance.click();
    await teacher.attendance.rowOf(MAYA.name).waitFor();
    expect(await teacher.attendance.stretchesOf(MAYA.name)).to.have.length(1);
  });

  story('is taken from a client that does not listen, shared screen and all', async (school) => {
    const [lesson, teacher, student] = await Promise.all([
      makeLesson({ instructor: WEBER.email, students: [LUKAS.email], title: 'deaf' }),
      school.visitor(WEBER),
      school.visitor(LUKAS),
    ]);
    await student.page.addInitScript(hearNoDecisions);
    await Promise.all([teacher.signIn(), student.signIn()]);
    await startLesson(teacher, lesson);
    await enterLesson(student, lesson);
    await seesAndHears(teacher);
    await student.room.tool('share').click();
    await sees(teacher, 2);
    await teacher.room.manage(LUKAS.name, 'revoke');
    await receivesNothing(teacher);
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
  });

  story('ends for who is removed, until they are let back in', async (school) => {
    const cast = { title: 'removal', teacher: KIM, student: HANEUL };
    const { lesson, teacher, student } = await begun(school, cast);
    await enterLesson(student, lesson);
    await seesAndHears(teacher);
    await teacher.room.manage(HANEUL.name, 'remove');
    await teacher.room.confirmRemoval();
    await student.room.over('removed').waitFor();
    await teacher.room.tileOf(HANEUL.name).waitFor({ state: 'hidden' });

    student.conduct.excuse(/Failed to load resource.*403.*\/(join|inside)/);
    await student.open(`/lessons/${lesson.id}/room`);
    await student.lobby.enterButton.click();
    await student.room.over('removed').waitFor();
    await teacher.room.readmit.click();
    await teacher.room.readmit.waitFor({ state: 'hidden' });
    await enterLesson(student, lesson);
    await seesAndHears(teacher);
    await teacher.room.endForAll();
    await student.room.over('ended').waitFor();
  });
});

describe('the lobby', () => {
  const { story } = useSchool();

  story('asks a newcomer to agree before the first lesson, once', async (school) => {
    const newcomer: Account = { email: freshAddress('newcomer'), name: '새내기', language: 'ko' };
    const [lesson, teacher, student] = await Promise.all([
      makeLesson({ instructor: KIM.email, students: [], title: 'first time', newcomer: newcomer.email }),
      school.visitor(KIM),
      school.visitor(newcomer),
    ]);
    await Promise.all([teacher.signIn(), student.signIn()]);
    await startLesson(teacher, lesson);
    await student.open(`/lessons/${lesson.id}/room`);
    for (const check of ['permission', 'devices', 'network'])
      await student.lobby.check(check, 'pass').waitFor();
    await student.page.getByText(KIM.name).first().waitFor();
    expect(await student.lobby.consent.isChecked()).to.equal(false);
    await student.lobby.enterButton.click();
    await student.lobby.consentMissing.waitFor();
    await student.lobby.consent.check();
    await student.lobby.enterButton.click();
    await student.room.dock.waitFor();
    await seesAndHears(teacher);
    await student.room.leaveButton.click();
    await student.room.over('left').waitFor();
    await student.open(`/lessons/${lesson.id}/room`);
    await student.lobby.check('consent', 'pass').waitFor();
    expect(await student.lobby.consent.count()).to.equal(0);
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
  });

  story('lets somebody in to listen, with neither camera nor microphone opened', async (school) => {
    const cast = { title: 'listening', teacher: WEBER, student: SEOYEON };
    const { lesson, teacher, student } = await begun(school, cast);
    await student.open(`/lessons/${lesson.id}/room`);
    await student.lobby.entry('listen').check();
    await student.lobby.enterButton.click();
    await student.room.dock.waitFor();
    await seesAndHears(student);
    await receivesNothing(teacher);
    await student.room.tool('unmute').click();
    await hears(teacher, 1);
    await teacher.room.endForAll();
    await teacher.room.over('ended').waitFor();
  });
});
