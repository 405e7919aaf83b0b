import type { LessonId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { useWorld } from '../../test/presence-world.js';
import { Enrolment } from '../enrolment/index.js';
import type { User } from '../identity/index.js';
import { Lesson, LessonPersonRow } from '../lessons/index.js';
import { sessionIdOf } from './media.rules.js';

describe('MediaReconciler', () => {
  const world = useWorld();
  const liveClass = async (durationMin = 50) => {
    const startsAt = world.clock.now();
    const made = await makeClass({ state: 'live', startsAt, durationMin });
    return { ...made, startsAt, lessonId: made.lesson.id };
  };
  const reconcile = (lessonId: LessonId) => world.handlers['reconcile-lesson']({ lessonId });
  /** Lets time pass as a page lives it: a beat every two seconds. */
  const beatOn = async (lessonId: LessonId, people: readonly (readonly [User, string])[], sec: number) => {
    for (let passed = 0; passed < sec; passed += 2) {
      world.clock.forward({ sec: 2 });
      for (const [user, connectionId] of people) await beat(lessonId, user, connectionId);
    }
  };
  const beat = (lessonId: LessonId, { id, name }: User, connectionId: string, leaving = false) =>
    world.attendance.beat({ userId: id, name, roles: [], signInId: '' }, lessonId, {
      connectionId: connectionId as never,
      leaving,
    });

  afterEach(() => {
    world.fake.state = 'up';
    world.fake.webhooks.length = 0;
  });

  it('finds who joined and who is gone when every webhook was lost', async () => {
    const { lessonId, instructor, student, course, startsAt } = await liveClass();
    const other = await makeUser({ name: '이몽룡' });
    await enrol(other, course);
    const a = await world.enter(lessonId, student);
    await beatOn(lessonId, [[student, a]], 10);
    await reconcile(lessonId);
    const b = await world.enter(lessonId, other);
    await beatOn(
      lessonId,
      [
        [student, a],
        [other, b],
      ],
      20,
    );
    await reconcile(lessonId);
    await beatOn(
      lessonId,
      [
        [student, a],
        [other, b],
      ],
      10,
    );
    world.fake.leave(a);
    await beatOn(lessonId, [[other, b]], 14);
    await reconcile(lessonId);

    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal({
      [instructor.name]: [],
      [student.name]: [[0, 40, 'network-lost', 0]],
      [other.name]: [[10, null, null, 0]],
    });
    expect(world.fake.webhooks).to.have.length.greaterThan(2);
  });

  it('closes a connection that goes on sending after the floor was taken, once its page had time to follow', async () => {
    const { lessonId, instructor, student, startsAt } = await liveClass();
    const connection = await world.enter(lessonId, student);
    await beatOn(lessonId, [[student, connection]], 10);
    const key = { lessonId, userId: student.id };
    await LessonPersonRow.decideSpeaking(key, false, world.clock.now());
    await beatOn(lessonId, [[student, connection]], 2);
    expect(await reconcile(lessonId)).to.include({ removed: 0 });
    await beatOn(lessonId, [[student, connection]], 2);
    expect(await reconcile(lessonId)).to.include({ removed: 1 });
    expect(world.fake.signals.at(-1)).to.deep.include({
      to: [connection],
      data: { reason: 'speaking-changed' },
    });

    // Back after a moment as a listener: one stretch, for nobody left.
    world.clock.forward({ sec: 1 });
    const listener = await world.enter(lessonId, student, { maySpeak: false });
    await beatOn(lessonId, [[student, listener]], 4);
    expect(await reconcile(lessonId)).to.include({ removed: 0 });
    expect((await world.presence(lessonId, instructor, startsAt))[student.name]).to.deep.equal([
      [0, null, null, 0],
    ]);
  });

  it('closes what a removed person still has', async () => {
    const { lessonId, student } = await liveClass();
    const connection = await world.enter(lessonId, student);
    await LessonPersonRow.remove({ lessonId, userId: student.id }, world.clock.now());
    expect(await reconcile(lessonId)).to.include({ removed: 1 });
    expect(world.fake.sessions.get(sessionIdOf(lessonId))?.connections.has(connection) ?? false).to.equal(
      false,
    );
  });

  it('changes nothing while the media server fails', async () => {
    const { lessonId, instructor, student, startsAt } = await liveClass();
    await world.enter(lessonId, student);
    await reconcile(lessonId);
    const before = await world.presence(lessonId, instructor, startsAt);
    world.fake.state = 'failing';
    world.clock.forward({ sec: 15 });
    const outcome = await reconcile(lessonId).then(
      () => 'done',
      () => 'failed',
    );
    expect(outcome).to.equal('failed');
    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal(before);
  });

  it('adopts who is there without a row, and blames a media server that forgot everybody', async () => {
    const { lessonId, instructor, student, startsAt } = await liveClass();
    const data = { userId: student.id, lessonId, name: student.name, part: 'student', kind: 'camera' };
    const id = world.fake.mint(sessionIdOf(lessonId), JSON.stringify(data));
    world.fake.join(id);
    await reconcile(lessonId);
    await beatOn(lessonId, [[student, id]], 20);
    world.fake.crash();
    world.clock.forward({ sec: 8 });
    await reconcile(lessonId);
    const again = await world.enter(lessonId, student);
    await reconcile(lessonId);
    await beatOn(lessonId, [[student, again]], 10);

    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal({
      [instructor.name]: [],
      [student.name]: [[0, null, null, 1]],
    });
  });

  it('removes again what the media server did not remove when it was asked to', async () => {
    const { lessonId, student } = await liveClass();
    const older = await world.enter(lessonId, student);
    await world.platform.db.query(
      "UPDATE media_connections SET closing = 'removed', ended_at = created_at WHERE id = :older",
      { replacements: { older } },
    );
    expect(await reconcile(lessonId)).to.include({ removed: 1 });
    expect(world.fake.sessions.has(sessionIdOf(lessonId))).to.equal(false);
  });

  it('closes the session of a lesson that is over, and keeps those of live lessons and of others', async () => {
    const { lessonId, student } = await liveClass();
    const running = await liveClass();
    await world.enter(lessonId, student);
    await world.enter(running.lessonId, running.student);
    world.fake.mint('math', '');
    await Lesson.markEnded(lessonId, world.clock.now());
    await world.handlers['reconcile-live-lessons']({});
    const left = [...world.fake.sessions.keys()];
    expect(left).to.include.members(['math', sessionIdOf(running.lessonId)]);
    expect(left).not.to.include(sessionIdOf(lessonId));
  });

  it('ends a lesson that everybody left two hours after its planned end, and none before', async () => {
    const { lessonId, student } = await liveClass(1);
    const connection = await world.enter(lessonId, student);
    await Lesson.update({ startsAt: world.clock.inMin(-200), durationMin: 90 }, { where: { id: lessonId } });
    await reconcile(lessonId);
    world.fake.leave(connection);
    expect(await reconcile(lessonId)).to.include({ ended: false });
    await Lesson.update({ startsAt: world.clock.inMin(-215) }, { where: { id: lessonId } });
    expect(await reconcile(lessonId)).to.include({ ended: true });
    expect((await Lesson.findByPk(lessonId))?.state).to.equal('ended');
  });

  it('takes a goodbye for leaving at once, keeps it while the media server still shows the page, and corrects it', async () => {
    const { lessonId, instructor, student, startsAt } = await liveClass();
    const a = await world.enter(lessonId, student);
    await reconcile(lessonId);
    await beatOn(lessonId, [[student, a]], 6);
    await beat(lessonId, student, a, true);
    const gone = { [instructor.name]: [], [student.name]: [[0, 6, 'left', 0]] };
    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal(gone);
    world.clock.forward({ sec: 8 });
    await reconcile(lessonId);
    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal(gone);

    await beat(lessonId, student, a);
    await reconcile(lessonId);
    expect((await world.presence(lessonId, instructor, startsAt))[student.name]).to.deep.equal([
      [0, null, null, 0],
    ]);
  });

  it('is right within two seconds after webhooks came thrice, shuffled, and a fifth of them never', async function () {
    this.timeout(60_000);
    const { lessonId, instructor, course, startsAt } = await liveClass();
    const truth = new Map<string, { from: number; to: number | null }[]>();
    const there = new Map<User, string>();
    const people: User[] = [];
    for (let nth = 0; nth < 8; nth += 1) {
      const person = await makeUser({ name: `학생 ${nth}` });
      await enrol(person, course);
      people.push(person);
    }
    const sec = () => (world.clock.now().getTime() - startsAt.getTime()) / 1000;
    let delivered = 0;
    for (let tick = 0; tick < 30; tick += 1) {
      const person = people[(tick * 5 + 3) % people.length];
      if (!person) continue;
      const connection = there.get(person);
      const stretches = truth.get(person.name) ?? [];
      truth.set(person.name, stretches);
      if (connection) {
        world.fake.leave(connection);
        there.delete(person);
        const last = stretches.at(-1);
        if (last) last.to = sec();
      } else {
        there.set(person, await world.enter(lessonId, person));
        stretches.push({ from: sec(), to: null });
      }
      await beatOn(lessonId, [...there], 15);
      await reconcile(lessonId);
      const fresh = world.fake.webhooks.slice(delivered).filter((_, nth) => (nth + tick) % 5 !== 0);
      if (tick % 4 === 3) {
        await world.deliver([...fresh, ...fresh, ...fresh].toReversed());
        delivered = world.fake.webhooks.length;
        await world.intake.drain();
      }
    }
    const shown = await world.presence(lessonId, instructor, startsAt);
    for (const [name, stretches] of truth) {
      const intervals = shown[name] as [number, number | null, string, number][];
      expect(intervals.length, name).to.equal(stretches.length);
      stretches.forEach(({ from, to }, nth) => {
        const [shownFrom, shownTo] = intervals[nth] ?? [NaN, NaN];
        expect(shownFrom, name).to.be.closeTo(from, 2);
        if (to === null) expect(shownTo).to.equal(null);
        else expect(shownTo, name).to.be.closeTo(to, 2);
      });
    }
  });

  it('closes the connections of who has no seat any more, should the one who took it have died', async () => {
    const { lessonId, student, course } = await liveClass();
    const connection = await world.enter(lessonId, student);
    await Enrolment.update({ state: 'cancelled' }, { where: { userId: student.id, courseId: course.id } });
    expect(await reconcile(lessonId)).to.include({ removed: 1 });
    expect(world.fake.webhooks.length, 'events so far').to.be.greaterThan(0);
    expect(
      (await world.spans(lessonId)).map(({ connectionId, reason }) => [connectionId, reason]),
    ).to.deep.equal([[connection, 'removed']]);
  });
});
