import { expect } from 'chai';
import { startLesson } from './browser/lesson.js';
import { useSchool } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { HANEUL, KIM, LUKAS, MAYA } from './support/people.js';
import { target } from './support/target.js';

describe('who may go where', () => {
  const { story } = useSchool();

  story('a deep link asks for the password first and leads there afterwards', async (school) => {
    const lesson = await makeLesson({ instructor: KIM.email, students: [MAYA.email], title: 'deep link' });
    const maya = await school.visitor(MAYA);
    await maya.open(`/lessons/${lesson.id}`);
    await maya.signInPage.submit(MAYA.email, 'seodang-demo');
    await maya.page.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
    expect(new URL(maya.page.url()).pathname).to.equal(`/lessons/${lesson.id}`);
  });

  story('a wrong password is refused in one sentence, the same for somebody unknown', async (school) => {
    const visitor = await school.visitor(LUKAS);
    visitor.conduct.excuse(/401.*\/api\/auth\/sign-in/);
    const said: string[] = [];
    for (const email of [LUKAS.email, 'nobody-at-all@seodang.example']) {
      await visitor.open('/sign-in');
      await visitor.signInPage.submit(email, 'not-the-password');
      await visitor.signInPage.alert.waitFor();
      said.push(await visitor.signInPage.alert.innerText());
    }
    expect(said[0]).to.equal(said[1]);
  });

  story('a lesson of others is as good as none', async (school) => {
    const lesson = await makeLesson({ instructor: KIM.email, students: [HANEUL.email], title: 'of others' });
    const lukas = await school.visitor(LUKAS);
    lukas.conduct.excuse(/404.*\/api\/lessons\//);
    await lukas.signIn();
    await lukas.open(`/lessons/${lesson.id}`);
    await lukas.page.getByRole('heading', { name: lukas.word('lessons.failedOne') }).waitFor();
    expect(await lukas.page.getByText(lesson.title).count()).to.equal(0);
  });

  story('a second device takes over, and the first one says so', async (school) => {
    const lesson = await makeLesson({
      instructor: KIM.email,
      students: [HANEUL.email],
      title: 'two devices',
    });
    const [kim, phone, desk] = await Promise.all([
      school.visitor(KIM),
      school.visitor(HANEUL),
      school.visitor(HANEUL),
    ]);
    await Promise.all([kim.signIn(), phone.signIn(), desk.signIn()]);
    await startLesson(kim, lesson);
    for (const device of [phone, desk]) {
      await device.open(`/lessons/${lesson.id}/room`);
      await device.lobby.enterButton.click();
      await device.room.dock.waitFor();
    }
    await phone.room.over('moved').waitFor();
    expect(await kim.room.tileOf(HANEUL.name).count(), 'places on the stage').to.equal(1);
    await kim.room.endForAll();
    await desk.room.over('ended').waitFor();
  });

  story(
    'the REST interface of the media server is not public, and signing out closes the door',
    async (school) => {
      const maya = await school.visitor(MAYA);
      await maya.signIn();
      const answer = await fetch(`${target.origin}/openvidu/api/sessions`);
      expect(answer.status).to.equal(404);
      await maya.page.getByRole('button', { name: maya.word('shell.accountMenu') }).click();
      await maya.page.getByRole('menuitem', { name: maya.word('shell.signOut') as string }).click();
      await maya.signInPage.button.waitFor();
      await maya.open('/lessons');
      await maya.signInPage.button.waitFor();
    },
  );
});
