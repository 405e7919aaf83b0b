import { newUuid } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { makeRecordedClass } from '../../test/factories.js';
import { useRecordingWorld } from '../../test/recording-world.js';
import type { User } from '../identity/index.js';
import type { Lesson } from '../lessons/index.js';
import { MediaConnection } from '../media/index.js';
import { UnattendedRecordings } from './unattended.service.js';

const MINUTE = 60_000;

describe('a recording without anybody who has the right to it', function () {
  this.timeout(60_000);
  const world = useRecordingWorld();

  /** A recording that runs, and a connection of somebody that came with it and left or not. */
  async function recorded(leftAfterMs: number | null, who: 'instructor' | 'student' = 'instructor') {
    const cast = await makeRecordedClass();
    const { instructor, lesson } = cast;
    const actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
    await world.recordings.lifecycle.start(actor, lesson.id, {});
    const startedAt = new Date();
    await inside(lesson, cast[who], { from: startedAt, leftAfterMs });
    return { lesson, actor, startedAt, user: cast[who] };
  }

  async function inside(
    lesson: Lesson,
    user: User,
    { from, leftAfterMs }: { from: Date; leftAfterMs: number | null },
  ) {
    const connectionId = `con_${newUuid()}`;
    const owner = { connectionId, lessonId: lesson.id, userId: user.id, kind: 'camera' } as const;
    await world.platform.inTransaction(async (tx) => {
      await MediaConnection.keep(owner, { at: from, mayPublish: true }, tx);
      await MediaConnection.noteJoined(connectionId, from, tx);
      if (leftAfterMs === null) return;
      const at = new Date(from.getTime() + leftAfterMs);
      await MediaConnection.noteEnded([connectionId], { at, closing: null }, tx);
    });
  }

  /** Looks so long after the beginning, by a clock of its own. @returns whether it runs on */
  async function runsOn({ lesson, startedAt }: { lesson: Lesson; startedAt: Date }, afterMs: number) {
    const now = () => new Date(startedAt.getTime() + afterMs);
    const { recordings, platform } = world;
    const { table, lifecycle } = recordings;
    await new UnattendedRecordings({ ...platform, recordings: table, lifecycle, now }).stop();
    return (await table.findRunning(lesson.id)) !== null;
  }

  it('runs while its instructor is there, and two minutes longer', async () => {
    const there = await recorded(null);
    expect(await runsOn(there, 60 * MINUTE)).to.equal(true);
    const left = await recorded(10 * MINUTE);
    expect(await runsOn(left, 12 * MINUTE - 1)).to.equal(true);
    expect(await runsOn(left, 12 * MINUTE + 1)).to.equal(false);
    const [row] = await world.recordings.table.listOf(left.lesson.id);
    expect(row).to.include({ state: 'processing', stopReason: 'nobody-inside' });
    const deeds = await world.recordings.deeds.view(left.actor, left.lesson.id);
    expect(deeds.items.map(({ deed, name, detail }) => [deed, name, detail])).to.deep.equal([
      ['started', left.actor.name, ''],
      ['stopped', null, 'nobody-inside'],
    ]);
    expect(await world.recordings.deeds.export(left.actor, left.lesson.id)).to.match(
      /"stopped","","","nobody-inside"/,
    );
  });

  it('stops when only those are left who may not record', async () => {
    const others = await recorded(null, 'student');
    expect(await runsOn(others, 2 * MINUTE - 1_000)).to.equal(true);
    expect(await runsOn(others, 2 * MINUTE + 1_000)).to.equal(false);
  });

  it('runs on when its instructor came back in time', async () => {
    const back = await recorded(MINUTE);
    const from = new Date(back.startedAt.getTime() + 2 * MINUTE);
    await inside(back.lesson, back.user, { from, leftAfterMs: null });
    expect(await runsOn(back, 10 * MINUTE)).to.equal(true);
  });

  it('stops whatever becomes of another one', async () => {
    const [stuck, left] = [await recorded(MINUTE), await recorded(MINUTE)];
    const { table, lifecycle } = world.recordings;
    const stopRunning: typeof lifecycle.stopRunning = (lessonId, asked) =>
      lessonId === stuck.lesson.id
        ? Promise.reject(new Error('refused'))
        : lifecycle.stopRunning(lessonId, asked);
    const now = () => new Date(left.startedAt.getTime() + 10 * MINUTE);
    const deps = { ...world.platform, recordings: table, lifecycle: { stopRunning }, now };
    expect(await new UnattendedRecordings(deps).stop()).to.be.at.least(1);
    expect(await table.findRunning(left.lesson.id)).to.equal(null);
    expect(await table.findRunning(stuck.lesson.id)).to.not.equal(null);
    await lifecycle.stop(stuck.actor, stuck.lesson.id);
  });
});
