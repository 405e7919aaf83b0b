import { AttendanceSpan } from '../src/attendance/index.js';
import type { Lesson, LessonPerson } from '../src/lessons/index.js';
import type { Tx } from '../src/platform/db/transaction.js';
import type { FixedRandom } from './random.js';

const MINUTE_MS = 60_000;

interface Stay {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** When somebody was there, as people are: most stay to the end, some are late, lose the network or leave early. */
function staysOf(person: LessonPerson, lesson: Lesson, random: FixedRandom): Stay[] {
  const startedAt = (lesson.startedAt ?? lesson.startsAt).getTime();
  const endedAt = (lesson.endedAt ?? lesson.startsAt).getTime();
  const within = (fromSec: number, toSec: number) => random.between(fromSec, toSec) * 1000;
  const toEnd = (from: number): Stay => ({ from, to: endedAt, why: 'sessionClosedByServer' });
  if (person.part === 'instructor') return [toEnd(startedAt + within(1, 5))];
  if (random.chance(12)) return [];
  const from = startedAt + (random.chance(20) ? within(300, 1200) : within(2, 120));
  if (random.chance(12)) return [{ from, to: endedAt - within(300, 1500), why: 'disconnect' }];
  if (random.chance(15)) {
    const lost = from + within(600, 1500);
    return [{ from, to: lost, why: 'networkDisconnect' }, toEnd(lost + within(20, 50))];
  }
  return [toEnd(from)];
}

/** Gives a lesson that is over the presence of its people. */
export async function seedAttendance(
  lesson: Lesson,
  people: readonly LessonPerson[],
  { random, tx }: { random: FixedRandom; tx: Tx },
): Promise<void> {
  const spans = people.flatMap((person, nth) =>
    staysOf(person, lesson, random).map(({ from, to, why }, stay) => ({
      owner: {
        connectionId: `con_seed_${lesson.id.replaceAll('-', '')}_${nth}_${stay}`,
        lessonId: lesson.id,
        userId: person.userId,
        kind: 'camera' as const,
      },
      facts: {
        joinedAt: from,
        left: { at: Math.max(to, from + MINUTE_MS), why },
        closing: null,
        goneBy: null,
        sessionGone: false,
        seenAt: null,
        beatAt: null,
        goodbyeAt: null,
      },
    })),
  );
  await AttendanceSpan.keep(spans, tx);
}
