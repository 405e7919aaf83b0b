import { expect } from 'chai';
import { until } from '@seodang/testing/until';
import { useSchool } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { HANEUL, makeInstructor } from './support/people.js';
import { unique } from './support/unique.js';

/** A Monday far ahead, and those after it. */
const MONDAYS = ['2031-03-03', '2031-03-10', '2031-03-17'] as const;

const wanted = (title: string) => ({
  title,
  description: '먹을 갈고 한 획씩 함께 그어요.',
  category: 'calligraphy',
  capacity: 12,
  speaking: 'everyone' as const,
});

/** A picture of about so many kilobytes, made in the page: noise does not become smaller. */
async function noise({ page }: Visitor, kilobytes: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async (pixels) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: pixels / 800 });
      const pen = canvas.getContext('2d');
      if (pen === null) throw new Error('no canvas');
      const picture = pen.createImageData(canvas.width, canvas.height);
      for (let from = 0; from < picture.data.length; from += 65_536) {
        crypto.getRandomValues(picture.data.subarray(from, from + 65_536));
      }
      pen.putImageData(picture, 0, 0);
      const blob = await new Promise<Blob | null>((resolve) => {
        canvas.toBlob(resolve);
      });
      const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? []);
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    Math.round(kilobytes / 3.2) * 800,
  );
  return Buffer.from(base64, 'base64');
}

async function widthOfCover({ studio }: Visitor): Promise<number> {
  const picture = studio.cover.locator('img');
  if ((await picture.count()) === 0) return 0;
  return picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
}

describe('the studio', function () {
  this.timeout(120_000);
  const { story } = useSchool();

  async function teacherWithDraft(school: Parameters<Parameters<typeof story>[1]>[0], title: string) {
    const teacher = await school.visitor(await makeInstructor('윤도현', 'ko'));
    await teacher.signIn();
    await teacher.open('/studio');
    await teacher.page.getByRole('link', { name: teacher.word('studio.empty.action') }).click();
    await teacher.studio.makeCourse(wanted(title));
    return teacher;
  }

  story('make a first course, write it, give it a picture, and show it to everybody', async (school) => {
    const title = unique('아침 서예');
    const teacher = await teacherWithDraft(school, title);
    const { page, studio } = teacher;

    await studio.openTab('settings');
    await studio.descriptionField.fill('아침마다 삼십 분, 먹을 갈고 한 획씩 그어요.');
    await studio.savedNote.waitFor();
    const picture = { name: 'ink.png', mimeType: 'image/png', buffer: await noise(teacher, 400) };
    await studio.choosePicture(picture);
    await until(async () => (await widthOfCover(teacher)) > 0, { what: 'the picture from the server' });
    await studio.inCover('remove').click();
    await studio.undo.waitFor();
    expect(await widthOfCover(teacher), 'the picture after it was removed').to.equal(0);
    await studio.undo.click();
    await until(async () => (await widthOfCover(teacher)) > 0, { what: 'the picture put back' });

    await studio.publish();
    await page.reload();
    expect(await studio.descriptionField.inputValue()).to.include('아침마다 삼십 분');
    const student = await school.visitor(HANEUL);
    await student.signIn();
    await student.open('/courses');
    await student.courses.search.fill(title);
    await student.courses.courseLink(title).waitFor();
  });

  story('see a picture go, and stop it', async (school) => {
    const teacher = await teacherWithDraft(school, unique('느린 길'));
    const { page, studio, word } = teacher;
    await studio.openTab('settings');
    const picture = { name: 'large.png', mimeType: 'image/png', buffer: await noise(teacher, 3000) };
    const line = await page.context().newCDPSession(page);
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 20,
      downloadThroughput: -1,
      uploadThroughput: 200_000,
    });
    await studio.choosePicture(picture);
    const bar = studio.cover.getByRole('progressbar');
    const sent = async () => Number(await bar.getAttribute('aria-valuenow'));
    await until(async () => (await sent()) > 0, { what: 'progress' });
    expect(await sent()).to.be.lessThan(100);
    await studio.inCover('cancel').click();
    await bar.waitFor({ state: 'hidden' });
    expect(await widthOfCover(teacher)).to.equal(0);

    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    // What is no picture is answered by 400, which the browser writes down.
    teacher.conduct.excuse(/Failed to load resource.*400.*\/cover/);
    await studio.choosePicture({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await studio.cover.getByText(word('studio.cover.trouble.unreadable')).waitFor();
  });

  story('plan a series around what is in the way, then move, rename, cancel and restore', async (school) => {
    const teacher = await teacherWithDraft(school, unique('월요 서예'));
    const { page, studio, word } = teacher;
    // What clashes is answered by 409, which the browser writes down.
    teacher.conduct.excuse(/Failed to load resource.*409.*\/lessons/);
    await studio.schedule({ title: '특강', date: MONDAYS[1], time: '20:30' });
    await studio.scheduleSeries({ title: '1강. 획', date: MONDAYS[0], time: '20:00', times: 3 });
    await studio.dialog.getByText(word('studio.schedule.summary', { n: 3, made: 2 })).waitFor();
    await studio.dialog.getByText('‘특강’').waitFor();
    await studio.closeResults();
    await studio.lesson('3강. 획').waitFor();
    expect(await studio.lesson('2강. 획').count()).to.equal(0);

    await studio.manage('특강', 'move');
    await page.getByLabel(word('studio.when.date'), { exact: true }).fill(MONDAYS[2]);
    await studio.dialog.getByRole('button', { name: word('studio.move.action'), exact: true }).click();
    await studio.dialog.getByText('‘3강. 획’').waitFor();
    await page.getByLabel(word('studio.when.time'), { exact: true }).fill('10:00');
    await studio.dialog.getByRole('button', { name: word('studio.move.action'), exact: true }).click();
    await studio.dialog.waitFor({ state: 'hidden' });
    await studio.lesson('특강').getByText('오전 10:00').waitFor();

    await studio.manage('특강', 'rename');
    await page.getByLabel(word('studio.schedule.lessonTitle'), { exact: true }).fill('낙관 새기기');
    await studio.dialog.getByRole('button', { name: word('studio.rename.action'), exact: true }).click();
    await studio.lesson('낙관 새기기').waitFor();

    await studio.manage('낙관 새기기', 'cancel');
    await page.getByLabel(word('studio.cancel.reason')).fill('전시 준비');
    await studio.dialog.getByRole('button', { name: word('studio.cancel.action'), exact: true }).click();
    const called = studio.lesson('낙관 새기기').getByText(word('studio.standing.cancelled'));
    await called.waitFor();
    await studio.undo.click();
    await called.waitFor({ state: 'hidden' });
  });

  story('be asked before what was written is left', async (school) => {
    const teacher = await school.visitor(await makeInstructor('윤도현', 'ko'));
    const { page, studio, word } = teacher;
    await teacher.signIn();
    await teacher.open('/studio/courses/new');
    await studio.titleField.fill('쓰다 만 강좌');
    await page
      .getByRole('link', { name: word('studio.course.back'), exact: true })
      .first()
      .click();
    await studio.dialog.getByRole('button', { name: word('common.confirm.back') }).click();
    expect(await studio.titleField.inputValue()).to.equal('쓰다 만 강좌');
    await page
      .getByRole('link', { name: word('studio.course.back'), exact: true })
      .first()
      .click();
    await studio.dialog.getByRole('button', { name: word('studio.leave.action') }).click();
    await page.getByText(word('studio.empty.text')).waitFor();
  });
});
