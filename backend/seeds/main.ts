import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { migrateWhenReachable, openPlatform, type Platform } from '../src/app/platform.js';
import { runProcess } from '../src/app/process.js';
import { AccessHints } from '../src/rooms/index.js';
import { FreshCrowd, seedFreshCrowd } from './crowd.js';
import { seedDemoSchool } from './demo-school.js';
import { FreshLesson, seedFreshLesson } from './lesson.js';
import { FreshPerson, seedFreshPerson } from './person.js';

const OPTIONS = {
  many: { type: 'boolean', default: false },
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
} as const;

type Wish = ReturnType<typeof readWish>;

function readWish(args: string[]) {
  return parseArgs({ args, options: OPTIONS }).values;
}

/** A lesson for a test of the whole; its id is printed as JSON. */
async function freshLesson(platform: Platform, wish: Wish) {
  const { instructor, student: students, title, speaking, newcomer, recorded } = wish;
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
function freshPerson({ email, name, role, language }: Wish) {
  return seedFreshPerson(
    FreshPerson.parse({ email, name, ...(role && { role }), ...(language && { language }) }),
  );
}

/** Rooms full of people for a test of many; all with their access tokens are printed as JSON. */
function freshCrowd(platform: Platform, { rooms, people }: Wish) {
  return seedFreshCrowd(FreshCrowd.parse({ rooms, people }), platform);
}

function make(platform: Platform, wish: Wish): Promise<unknown> {
  if (wish.crowd) return freshCrowd(platform, wish);
  if (wish.lesson) return freshLesson(platform, wish);
  return wish.person ? freshPerson(wish) : demoSchool(platform);
}

/** Each line that comes in is a wish, its options as a JSON list; each is answered by a line, in order. */
async function makeMany(platform: Platform): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await makeOne(platform, line).then(
      (made) => ({ made }),
      (error: unknown) => ({ error: String(error) }),
    );
    tell(answer);
  }
}

async function makeOne(platform: Platform, line: string): Promise<unknown> {
  return make(platform, readWish(z.array(z.string()).parse(JSON.parse(line))));
}

function tell(answer: unknown): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function demoSchool(platform: Platform) {
  const lesson = await seedDemoSchool(platform);
  return { lessonId: lesson.id, title: lesson.title, startsAt: lesson.startsAt.toISOString() };
}

/**
 * Without an option the demo school; with `--lesson` one more lesson that can be started now, with `--person` an account,
 * with `--crowd` courses full of people who are signed in; with `--many` one after the other, as asked for line by line.
 */
await runProcess(async (config) => {
  const wish = readWish(process.argv.slice(2));
  const platform = openPlatform({ ...config, logLevel: 'warn' }, 'seeds');
  await migrateWhenReachable(platform);
  if (wish.many) await makeMany(platform);
  else tell(await make(platform, wish));
  await platform.shutdown.run();
});
