import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SEEDS = fileURLToPath(new URL('../../../backend/dist/seeds/main.js', import.meta.url));
const run = promisify(execFile);

/** How the seeds are run; another way is for a Seodang whose stores cannot be reached from here, as in containers. */
const SEED_COMMAND = process.env['SEED_COMMAND']?.split(/\s+/) ?? [process.execPath, SEEDS];

export interface FreshLesson {
  readonly id: string;
  readonly title: string;
}

interface Wanted {
  readonly instructor: string;
  readonly students: readonly string[];
  readonly title: string;
  /** The title just so. Otherwise something is added, by which a story finds its own lesson in a list. */
  readonly plainTitle?: boolean;
}

/** A lesson of a story's own, that can be started now. The backend's seeds make it, by the environment of the stack. */
export async function makeLesson({
  instructor,
  students,
  title,
  plainTitle = false,
}: Wanted): Promise<FreshLesson> {
  const unique = plainTitle ? title : `${title} ${randomBytes(2).toString('hex')}`;
  const people = students.flatMap((student) => ['--student', student]);
  const [program = '', ...given] = SEED_COMMAND;
  const { stdout } = await run(
    program,
    [...given, '--lesson', '--title', unique, '--instructor', instructor, ...people],
    {
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const { lessonId } = JSON.parse(stdout) as { lessonId: string };
  return { id: lessonId, title: unique };
}
