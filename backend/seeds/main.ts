import { parseArgs } from 'node:util';
import { migrateWhenReachable, openPlatform, type Platform } from '../src/app/platform.js';
import { runProcess } from '../src/app/process.js';
import { seedDemoSchool } from './demo-school.js';
import { FreshLesson, seedFreshLesson } from './lesson.js';

const { values } = parseArgs({
  options: {
    lesson: { type: 'boolean', default: false },
    instructor: { type: 'string' },
    student: { type: 'string', multiple: true },
    title: { type: 'string' },
  },
});

/** A lesson for a test of the whole; its id is printed as JSON. */
function freshLesson() {
  const { instructor, student: students, title } = values;
  return seedFreshLesson(
    FreshLesson.parse({
      ...(instructor !== undefined && { instructor }),
      ...(students && { students }),
      ...(title !== undefined && { title }),
    }),
  );
}

async function demoSchool(platform: Platform) {
  const lesson = await seedDemoSchool(platform);
  return { lessonId: lesson.id, title: lesson.title, startsAt: lesson.startsAt.toISOString() };
}

/** Without an option the demo school; with `--lesson` one more lesson that can be started now. */
await runProcess(async (config) => {
  const platform = openPlatform({ ...config, logLevel: 'warn' }, 'seeds');
  await migrateWhenReachable(platform);
  const made = values.lesson ? await freshLesson() : await demoSchool(platform);
  process.stdout.write(`${JSON.stringify(made)}\n`);
  await platform.shutdown.run();
});
