import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { School } from './browser/school.js';
import type { Dress, Visitor } from './browser/visitor.js';
import { LOOKS_OF } from './tour/looks.js';
import { paintPortrait } from './tour/portrait.js';
import { tourCourses } from './tour/tour-courses.js';
import { tourMessages } from './tour/tour-messages.js';
import { tourRecording } from './tour/tour-recording.js';
import { tourStudio } from './tour/tour-studio.js';
import { tourLesson, tourOutside } from './tour/tour.js';
import type { Look } from './tour/tour.js';
import { HANEUL, LUKAS, SEOYEON } from './support/people.js';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(REPOSITORY, 'artifacts', 'screenshots');
const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** Pictures that the documentation shows, by their names in the folder above. */
const CHOSEN: Record<string, string> = {
  'room.webp': 'room-ko-light-1280',
  'room-screen.webp': 'room-screen-ko-light-1280',
  'room-phone.webp': 'room-ko-light-390',
  'lessons.webp': 'lessons-ko-light-1280',
  'attendance.webp': 'attendance-ko-light-1280',
  'sign-in.webp': 'sign-in-ko-light-1280',
};

function photographer({ language, scheme }: Dress): Look {
  return async (screen: string, { page }: Visitor) => {
    for (const window of WINDOWS) {
      await page.setViewportSize(window);
      await page.evaluate(async () => {
        await document.fonts.ready;
        for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
      });
      const name = `${screen}-${language}-${scheme}-${window.width}.png`;
      await page.screenshot({ path: join(FOLDER, name), animations: 'disabled' });
    }
    await page.setViewportSize(WINDOWS[0]);
  };
}

async function paintEverybody(folder: string): Promise<Map<string, string>> {
  const studio = await School.open();
  const cameras = new Map<string, string>();
  for (const [email, looks] of Object.entries(LOOKS_OF)) {
    cameras.set(email, await paintPortrait(studio.browser, looks, join(folder, email)));
  }
  await studio.close();
  return cameras;
}

/** The pictures that the documentation shows, small enough for a repository. */
async function keepChosen(): Promise<void> {
  const folder = join(REPOSITORY, 'docs', 'screenshots');
  await mkdir(folder, { recursive: true });
  for (const [name, source] of Object.entries(CHOSEN)) {
    const [input, output] = [join(FOLDER, `${source}.png`), join(folder, name)];
    await run('ffmpeg', ['-loglevel', 'error', '-y', '-i', input, '-quality', '82', output]);
  }
}

/** The languages and looks that are named, e.g. `ko-light`; all of them when none is. */
function combinations(names: readonly string[]): Dress[] {
  const all = (['ko', 'en'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((scheme) => ({ language, scheme })),
  );
  const named = all.filter(({ language, scheme }) => names.includes(`${language}-${scheme}`));
  return named.length > 0 ? named : all;
}

/** Takes all pictures, or only those of the named combinations, e.g. `ko-light`; `--keep` renews the chosen ones. */
async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'seodang-screenshots-'));
  const school = await School.open({ cameras: await paintEverybody(scratch) });
  try {
    for (const { language, scheme } of combinations(process.argv)) {
      const look = photographer({ language, scheme });
      const company = language === 'ko' ? [SEOYEON, LUKAS] : [LUKAS, HANEUL];
      await tourOutside(school, { language, scheme, look });
      await tourCourses(school, { language, scheme, look });
      await tourStudio(school, { language, scheme, look });
      await tourMessages(school, { language, scheme, look });
      await tourLesson(school, { language, scheme, look, company });
      await tourRecording(school, { language, scheme, look });
      await school.empty();
    }
  } finally {
    await school.close();
    await rm(scratch, { recursive: true, force: true });
  }
  if (process.argv.includes('--keep')) await keepChosen();
}

await main();
