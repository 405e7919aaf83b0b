import type { LessonId } from '@seodang/contracts/ids';
import {
  applyLessonEvent,
  LessonEvent,
  type LessonEventEnvelope,
  type LessonSnapshot,
} from '@seodang/contracts/live/lesson-events';
import { expect } from 'chai';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { StillClock } from '../../test/clock.js';
import { silent, useDatabase } from '../../test/database.js';
import { makeClass } from '../../test/factories.js';
import { RecordedMedia } from '../../test/recorded-media.js';
import { CourseDirectory } from '../courses/index.js';
import { LessonDirectory, LessonService, TimetableService } from '../lessons/index.js';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import { Outbox } from '../platform/outbox/outbox.js';
import { tellingEverybody } from './live.js';

type Deed = 'start' | 'end' | 'abandon' | 'move' | 'rename' | 'cancel' | 'restore' | 'wait' | 'fail';

describe('the events of a lesson', () => {
  const database = useDatabase();
  const clock = new StillClock();
  /** Makes the next transaction come to nothing after everything in it was done. */
  let fails = false;

  const inTransaction: InTransaction = (work) =>
    database.inTransaction(async (tx) => {
      const result = await work(tx);
      if (!fails) return result;
      fails = false;
      throw new AppError('store.unavailable');
    });

  function compose() {
    const poke = () => Promise.reject(new Error('there is no queue'));
    const outbox = new Outbox({ db: database.db, poke, now: clock.now, log: silent });
    const directory = new LessonDirectory();
    const listeners = [tellingEverybody(outbox)];
    const deps = { directory, listeners, inTransaction, now: clock.now, log: silent };
    return {
      lessons: new LessonService({ ...deps, media: new RecordedMedia() }),
      timetable: new TimetableService({ ...deps, courses: new CourseDirectory() }),
    };
  }

  async function eventsOf(lessonId: LessonId, after: number): Promise<LessonEventEnvelope[]> {
    const rows = await database.db.query<{ seq: number; at: Date; event: string }>(
      'SELECT seq, at, event FROM outbox WHERE lesson_id = :lessonId AND seq > :after ORDER BY seq',
      { replacements: { lessonId, after }, type: QueryTypes.SELECT },
    );
    return rows.map(({ seq, at, event }) => ({
      lessonId,
      seq,
      at: at.toISOString(),
      event: LessonEvent.parse(JSON.parse(event)),
    }));
  }

  function apply(snapshot: LessonSnapshot, events: readonly LessonEventEnvelope[]): LessonSnapshot {
    return events.reduce((current, event) => {
      const next = applyLessonEvent(current, event);
      if (!next) throw new Error(`event ${event.seq} does not follow ${current.seq}`);
      return next;
    }, snapshot);
  }

  async function makeOne() {
    const { instructor, lesson } = await makeClass({ startsAt: clock.inMin(5) });
    const actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
    const { lessons, timetable } = compose();
    const deeds: Record<Deed, (minutes: number) => unknown> = {
      start: () => lessons.start(actor, lesson.id),
      end: () => lessons.end(actor, lesson.id),
      abandon: () => lessons.endAbandoned(lesson.id),
      move: (minutes) =>
        timetable.change(actor, lesson.id, {
          startsAt: clock.inMin(minutes).toISOString(),
          durationMin: 20 + minutes,
        }),
      rename: (minutes) => timetable.change(actor, lesson.id, { title: `획 ${minutes}` }),
      cancel: (minutes) => timetable.cancel(actor, lesson.id, { reason: `비 ${minutes}` }),
      restore: () => timetable.restore(actor, lesson.id),
      wait: (minutes) => {
        clock.forward({ min: minutes });
      },
      fail: () => {
        fails = true;
      },
    };
    const act = async (deed: Deed, minutes: number) => {
      try {
        await deeds[deed](minutes);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    };
    return { lessonId: lesson.id, act, snapshot: () => lessons.snapshot(actor, lesson.id) };
  }

  it('applied to any snapshot give the next one, whatever was done, refused or undone', async function () {
    this.timeout(120_000);
    const deed = fc.constantFrom<Deed>(
      'start',
      'end',
      'abandon',
      'move',
      'rename',
      'cancel',
      'restore',
      'wait',
      'fail',
    );
    const steps = fc.array(fc.tuple(deed, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(steps, async (done) => {
        fails = false;
        const { lessonId, act, snapshot } = await makeOne();
        const snapshots = [await snapshot()];
        for (const [each, minutes] of done) {
          await act(each, minutes);
          snapshots.push(await snapshot());
        }
        const fresh = await snapshot();
        for (const known of snapshots) {
          const events = await eventsOf(lessonId, known.seq);
          expect(events.map(({ seq }) => seq)).to.deep.equal(events.map((_, nth) => known.seq + nth + 1));
          expect(apply(known, events)).to.deep.equal(fresh);
          expect(
            apply(known, [...(await eventsOf(lessonId, 0)).slice(0, known.seq), ...events]),
          ).to.deep.equal(fresh);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have one order, also when everything is asked for at once', async () => {
    fails = false;
    const { lessonId, act, snapshot } = await makeOne();
    const before = await snapshot();
    await Promise.all(
      (['cancel', 'move', 'restore', 'start', 'cancel', 'restore'] as const).map((each) => act(each, 3)),
    );
    expect(apply(before, await eventsOf(lessonId, 0))).to.deep.equal(await snapshot());
  });
});
