import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startLesson } from './browser/lesson.js';
import { seesAndHears } from './browser/media.js';
import { useSchool } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { KIM, MAYA, PASSWORD } from './support/people.js';

const MANY_TABS = 80;

/** Presses Tab until this has the focus. @throws {Error} when the keyboard doesn't get there */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  await goal.waitFor();
  for (let presses = 0; presses < MANY_TABS; presses++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MANY_TABS} presses of Tab do not lead to ${String(goal)}`);
}

describe('the keyboard alone', () => {
  const { story } = useSchool();

  story('signs in, joins, mutes, leaves', async (school) => {
    const lesson = await makeLesson({ instructor: KIM.email, students: [MAYA.email], title: 'keys' });
    const [kim, maya] = await Promise.all([school.visitor(KIM), school.visitor(MAYA)]);
    await kim.signIn();
    await startLesson(kim, lesson);
    const { page } = maya;
    await maya.open('/sign-in');

    await tabTo(page, maya.signInPage.email);
    await page.keyboard.type(MAYA.email);
    await tabTo(page, maya.signInPage.password);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await maya.lessons.heading.waitFor();

    await tabTo(page, maya.lessons.enterLink(lesson.title).first());
    await page.keyboard.press('Enter');
    await tabTo(page, maya.lobby.enterButton);
    await page.keyboard.press('Enter');
    await maya.room.dock.waitFor();
    await seesAndHears(kim);

    await tabTo(page, maya.room.tool('mute'));
    await page.keyboard.press('Space');
    await kim.room.mutedTileOf(MAYA.name).waitFor();
    await page.keyboard.press('Control+d');
    await kim.room.mutedTileOf(MAYA.name).waitFor({ state: 'hidden' });
    expect(await maya.room.tool('mute').getAttribute('aria-pressed')).to.equal('true');

    await tabTo(page, maya.room.leaveButton);
    await page.keyboard.press('Enter');
    await maya.room.over('left').waitFor();
    await kim.room.tileOf(MAYA.name).waitFor({ state: 'hidden' });
    await kim.room.endForAll();
    await kim.room.over('ended').waitFor();
  });
});
