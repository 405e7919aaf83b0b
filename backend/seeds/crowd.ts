import { RoomId, UserId } from '@seodang/contracts/ids';
import { z } from 'zod';
import { Enrolment } from '../src/enrolment/index.js';
import { AccessTokens, SignIn, User, UserRole } from '../src/identity/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { Config } from '../src/platform/config.js';
import type { InTransaction, Tx } from '../src/platform/db/transaction.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { demoPasswordHash, makeCourse } from '../test/factories.js';

/** What a test of the whole asks for: courses full of students who are all signed in. */
export const FreshCrowd = z.strictObject({
  rooms: z.coerce.number().int().min(1).max(1000),
  people: z.coerce.number().int().min(1).max(100_000),
});
export type FreshCrowd = z.infer<typeof FreshCrowd>;

/** A student with an access token as a sign-in gives it. */
export interface CrowdMember {
  readonly userId: UserId;
  readonly name: string;
  readonly roomId: RoomId;
  readonly token: string;
}

export interface CrowdDeps {
  readonly config: Pick<Config, 'accessTokenKeys' | 'publicOrigin'>;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

const SIGN_IN_MS = 24 * 3_600_000;

/**
 * Makes courses of their own, each with its channel and as many students. Everybody's sign-in is written down as signing
 * in does; only the password is not asked for: comparing it is slow by design, and limited for each address.
 *
 * @returns Everybody with their channel and their access token, which holds for ten minutes.
 */
export async function seedFreshCrowd(
  { rooms, people }: FreshCrowd,
  { config, inTransaction, now }: CrowdDeps,
): Promise<CrowdMember[]> {
  const { accessTokenKeys: keys, publicOrigin: issuer } = config;
  const tokens = await AccessTokens.create({ keys, issuer, now });
  const passwordHash = await demoPasswordHash();
  const perRoom = Math.ceil(people / rooms);
  const members: CrowdMember[] = [];
  for (let room = 0; room < rooms; room += 1) {
    const course = await makeCourse({ title: `수업 ${room}`, capacity: perRoom });
    const students = Array.from({ length: perRoom }, (_, nth) => ({
      userId: newId(UserId),
      name: `학생 ${room}-${nth}`,
      signInId: newUuid(),
    }));
    await inTransaction(async (tx) => {
      await keepPeople(students, { passwordHash, at: now() }, tx);
      const seats = await Enrolment.lockCourse(course.id, tx);
      if (!seats) throw new RangeError(`there is no course ${course.id}`);
      const place = { state: 'enrolled', queueNo: null, since: now() } as const;
      const changes = students.map(({ userId }) => ({ before: null, after: { userId, ...place } }));
      await Enrolment.keep(course.id, changes, tx);
      await Enrolment.keepCount(course.id, { ...seats, taken: students.length }, tx);
    });
    for (const { userId, name, signInId } of students) {
      const { accessToken } = await tokens.issue({ sub: userId, roles: ['student'], sid: signInId });
      members.push({ userId, name, roomId: RoomId.parse(course.id), token: accessToken });
    }
  }
  return members;
}

interface Student {
  readonly userId: UserId;
  readonly name: string;
  readonly signInId: string;
}

/** A statement for each table, however many they are. */
async function keepPeople(
  students: readonly Student[],
  { passwordHash, at }: { passwordHash: string; at: Date },
  tx: Tx,
): Promise<void> {
  const options = { transaction: tx };
  const everybody = { passwordHash, language: 'ko', timeZone: 'Asia/Seoul', suspendedAt: null } as const;
  await User.bulkCreate(
    students.map(({ userId: id, name }) => ({
      ...everybody,
      ...{ id, name, email: `${id}@seodang.example`, createdAt: at },
    })),
    options,
  );
  const roles = students.map(({ userId }) => ({ userId, role: 'student' as const }));
  await UserRole.bulkCreate(roles, options);
  const signIn = { deviceHash: Buffer.alloc(32), endedAt: null, endReason: null, createdAt: at };
  const expiresAt = new Date(at.getTime() + SIGN_IN_MS);
  await SignIn.bulkCreate(
    students.map(({ userId, signInId: id }) => ({ ...signIn, id, userId, expiresAt })),
    options,
  );
}
