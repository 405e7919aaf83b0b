import { expect } from 'chai';
import type { School } from '../browser/school.js';
import type { Dress, Visitor } from '../browser/visitor.js';
import type { Look, Tour } from './tour.js';

/** What fits there fits larger phones: the next layout begins at 640 px. @see WCAG 2.2, 1.4.10 */
const NARROW = { width: 320, height: 720 };
const DESKTOP = { width: 1280, height: 800 };

/** Each language and each look once: texts do not change with the look, nor contrasts with the language. */
const DRESSES = {
  ko: { language: 'ko', scheme: 'light' },
  en: { language: 'en', scheme: 'dark' },
} as const satisfies Record<string, Dress>;

/**
 * Walks a tour once, and looks at each of its screens by axe and in narrow windows: in Korean and light, and in English
 * and dark. What is wrong is collected, so that one run tells of all.
 *
 * @param language Of the people of the tour, and what they write.
 * @throws {AssertionError} that lists every problem of every screen
 */
export async function inspect(
  walk: (school: School, tour: Tour) => Promise<void>,
  { school, language }: { school: School; language: keyof typeof DRESSES },
): Promise<void> {
  const problems: string[] = [];
  const own = DRESSES[language];
  const other = DRESSES[language === 'ko' ? 'en' : 'ko'];
  const look: Look = async (screen, visitor) => {
    const note = (dress: Dress, problem: string) =>
      problems.push(`${screen} (${dress.language}, ${dress.scheme}): ${problem}`);
    await accessible(visitor, own, note);
    await visitor.dressAs(other);
    await accessible(visitor, other, note);
    await fitting(visitor, other, note);
    await visitor.dressAs(own);
    await fitting(visitor, own, note);
    await visitor.page.setViewportSize(DESKTOP);
  };
  await walk(school, { ...own, look });
  expect(problems.length, `what is wrong with screens:\n${problems.join('\n')}\n`).to.equal(0);
}

type Note = (dress: Dress, problem: string) => void;

async function accessible(visitor: Visitor, dress: Dress, note: Note): Promise<void> {
  for (const problem of await visitor.accessibilityProblems()) note(dress, problem);
}

async function fitting(visitor: Visitor, dress: Dress, note: Note): Promise<void> {
  await visitor.page.setViewportSize(NARROW);
  if (await visitor.scrollsSideways()) note(dress, `scrolls sideways at ${NARROW.width} px`);
}
