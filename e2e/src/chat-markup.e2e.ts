import { expect } from 'chai';
import { useSchool } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { makeInstructor, makePerson } from './support/people.js';

const NAME = '<img src=x onerror=alert(1)>';
const TEXT =
  '<script>document.title = "mine"</script><img src=x onerror=alert(2)> [here](javascript:alert(3)) javascript:alert(4)';

describe('the chat in a browser, when somebody writes markup', () => {
  const { story } = useSchool();

  story('shows names and messages as they were written, and runs nothing of them', async (school) => {
    const eve = await makePerson(NAME, 'en', 'student');
    const teacher = await makeInstructor('김규현', 'ko');
    const [lesson, kim, writer] = await Promise.all([
      makeLesson({ instructor: teacher.email, students: [eve.email], title: NAME }),
      school.visitor(teacher),
      school.visitor(eve),
    ]);
    const dialogs: string[] = [];
    for (const { page } of [kim, writer]) {
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
    }
    await Promise.all([kim.signIn(), writer.signIn()]);
    const channel = `/messages?course=${lesson.courseId}`;
    await Promise.all([kim.open(channel), writer.open(channel)]);
    await writer.chat.box.waitFor();
    await writer.chat.write(TEXT);

    for (const { page, chat } of [kim, writer]) {
      await chat.message(TEXT).waitFor();
      await page.getByText(NAME).first().waitFor();
      const made = page.locator('img[src="x"], [onerror], [href^="javascript:" i]');
      expect(await made.count(), 'elements that the words became').to.equal(0);
      expect(await page.title(), 'the title of the page').not.to.equal('mine');
    }
    expect(dialogs, 'scripts that ran').to.deep.equal([]);
  });
});
