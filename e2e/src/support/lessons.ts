import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SEEDS = fileURLToPath(new URL('../../../backend/dist/seeds/main.js', import.meta.url));
const run = promisify(execFile);

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
  const { stdout } = await run(
    process.execPath,
    [SEEDS, '--lesson', '--title', unique, '--instructor', instructor, ...people],
    {
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const { lessonId } = JSON.parse(stdout) as { lessonId: string };
  return { id: lessonId, title: unique };
}
