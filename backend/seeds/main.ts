import { parseArgs } from 'node:util';
import { migrateWhenReachable, openPlatform, type Platform } from '../src/app/platform.js';
import { runProcess } from '../src/app/process.js';
import { AccessHints } from '../src/rooms/index.js';
import { FreshCrowd, seedFreshCrowd } from './crowd.js';
import { seedDemoSchool } from './demo-school.js';
import { FreshLesson, seedFreshLesson } from './lesson.js';
import { FreshPerson, seedFreshPerson } from './person.js';

const { values } = parseArgs({
  options: {
    lesson: { type: 'boolean', default: false },
    person: { type: 'boolean', default: false },
    crowd: { type: 'boolean', default: false },
    rooms: { type: 'string' },
    people: { type: 'string' },
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    language: { type: 'string' },
    instructor: { type: 'string' },
    student: { type: 'string', multiple: true },
    title: { type: 'string' },
    speaking: { type: 'string' },
    newcomer: { type: 'string' },
    recorded: { type: 'boolean', default: false },
  },
});

/** A lesson for a test of the whole; its id is printed as JSON. */
async function freshLesson(platform: Platform) {
  const { instructor, student: students, title, speaking, newcomer, recorded } = values;
  const { userIds, ...made } = await seedFreshLesson(
    FreshLesson.parse({
      ...(instructor !== undefined && { instructor }),
      ...(students && { students }),
      ...(title !== undefined && { title }),
      ...(speaking !== undefined && { speaking }),
      ...(newcomer !== undefined && { newcomer }),
      isRecorded: recorded,
    }),
  );
  new AccessHints(platform).tell(...userIds.map((userId) => ({ type: 'person' as const, userId })));
  return made;
}

/** Somebody for a test of the whole; their id is printed as JSON. */
function freshPerson() {
  const { email, name, role, language } = values;
  return seedFreshPerson(
    FreshPerson.parse({ email, name, ...(role && { role }), ...(language && { language }) }),
  );
}

/** Rooms full of people for a test of many; all with their access tokens are printed as JSON. */
function freshCrowd(platform: Platform) {
  const { rooms, people } = values;
  return seedFreshCrowd(FreshCrowd.parse({ rooms, people }), platform);
}

function make(platform: Platform) {
  if (values.crowd) return freshCrowd(platform);
  if (values.lesson) return freshLesson(platform);
  return values.person ? freshPerson() : demoSchool(platform);
}

async function demoSchool(platform: Platform) {
  const lesson = await seedDemoSchool(platform);
  return { lessonId: lesson.id, title: lesson.title, startsAt: lesson.startsAt.toISOString() };
}

/**
 * Without an option the demo school; with `--lesson` one more lesson that can be started now, with `--person` an account,
 * with `--crowd` courses full of people who are signed in.
 */
await runProcess(async (config) => {
  const platform = openPlatform({ ...config, logLevel: 'warn' }, 'seeds');
  await migrateWhenReachable(platform);
  const made = await make(platform);
  process.stdout.write(`${JSON.stringify(made)}\n`);
  await platform.shutdown.run();
});
