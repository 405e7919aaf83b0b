import { ConnectionId } from '@seodang/contracts/ids';
import { CLOSING_SIGNAL, ServerData, SPEAKING_SIGNAL } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { makeClass } from '../../test/factories.js';
import { useWorld } from '../../test/presence-world.js';
import type { User } from '../identity/index.js';
import { AppError } from '@seodang/server-kit/errors';
import { MediaConnection } from './media-connection.model.js';
import { sessionIdOf } from './media.rules.js';

describe('MediaService', () => {
  const world = useWorld();
  const liveClass = async () => {
    const { lesson, student, instructor } = await makeClass({ state: 'live', startsAt: world.clock.now() });
    return { lessonId: lesson.id, student, instructor };
  };
  const wishOf = (lessonId: Parameters<typeof sessionIdOf>[0], { id, name }: User) =>
    ({ lessonId, user: { id, name }, part: 'student', kind: 'camera', maySpeak: true }) as const;
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => null,
      (error: unknown) => error,
    );

  beforeEach(() => {
    world.fake.requests.length = 0;
  });

  it('opens a session once, however often it is asked to', async () => {
    const { lessonId } = await liveClass();
    await Promise.all([1, 2, 3].map(() => world.media.openSession(lessonId)));
    expect([...world.fake.sessions.keys()]).to.include(sessionIdOf(lessonId));
  });

  it('gives the instructor the role of a moderator, and a student that of a publisher', async () => {
    const { lessonId, instructor, student } = await liveClass();
    await world.media.openSession(lessonId);
    const lead = await world.media.createConnection({ ...wishOf(lessonId, instructor), part: 'instructor' });
    const seat = await world.media.createConnection(wishOf(lessonId, student));
    expect([lead.role, seat.role]).to.deep.equal(['MODERATOR', 'PUBLISHER']);
    const made = world.fake.sessions.get(sessionIdOf(lessonId))?.connections;
    expect(made?.get(lead.connectionId)?.role).to.equal('MODERATOR');
    const data = ServerData.parse(JSON.parse(made?.get(seat.connectionId)?.serverData ?? ''));
    expect(data).to.deep.equal({
      userId: student.id,
      lessonId,
      name: student.name,
      part: 'student',
      kind: 'camera',
    });
  });

  it('opens the session anew when the media server has lost it', async () => {
    const { lessonId, student } = await liveClass();
    await world.media.openSession(lessonId);
    world.fake.crash();
    const { connectionId, token } = await world.media.createConnection(wishOf(lessonId, student));
    expect(ConnectionId.safeParse(connectionId).success).to.equal(true);
    expect(token).to.include('token=');
    expect((await MediaConnection.listOpen(lessonId)).map(({ id }) => id)).to.deep.equal([connectionId]);
  });

  it('ends the older camera of the same person first, so that the new token survives an empty session', async () => {
    const { lessonId, student } = await liveClass();
    const older = await world.enter(lessonId, student);
    const newer = await world.media.createConnection(wishOf(lessonId, student));
    const session = world.fake.sessions.get(sessionIdOf(lessonId));
    expect([...(session?.connections.keys() ?? [])]).to.deep.equal([newer.connectionId]);
    world.fake.join(newer.connectionId);
    const [row] = await MediaConnection.listByIds([older]);
    expect(row?.closing).to.equal('moved-to-another-device');
    expect((await world.spans(lessonId))[0]).to.include({ connectionId: older });
  });

  it('leaves a camera alone when its person shares the screen', async () => {
    const { lessonId, student } = await liveClass();
    const camera = await world.enter(lessonId, student);
    const screen = await world.enter(lessonId, student, { kind: 'screen' });
    expect((await MediaConnection.listOpen(lessonId)).map(({ id }) => id)).to.have.members([camera, screen]);
  });

  it('leaves one camera when somebody joins from five devices at once', async () => {
    const { lessonId, student } = await liveClass();
    await world.media.openSession(lessonId);
    const tickets = await Promise.all(
      [1, 2, 3, 4, 5].map(() => world.media.createConnection(wishOf(lessonId, student))),
    );
    const open = await MediaConnection.listOpen(lessonId);
    expect(open).to.have.length(1);
    const held = [...(world.fake.sessions.get(sessionIdOf(lessonId))?.connections.keys() ?? [])];
    expect(held).to.deep.equal(open.map(({ id }) => id));
    expect(tickets.map(({ connectionId }) => connectionId as string)).to.include(open[0]?.id);
  });

  it('closes a session for everybody, and a second time without complaint', async () => {
    const { lessonId, student } = await liveClass();
    await world.enter(lessonId, student);
    await world.media.closeSession(lessonId);
    await world.media.closeSession(lessonId);
    expect(world.fake.sessions.has(sessionIdOf(lessonId))).to.equal(false);
    expect(await MediaConnection.listOpen(lessonId)).to.deep.equal([]);
  });

  it('throws somebody out', async () => {
    const { lessonId, student } = await liveClass();
    const connection = await world.enter(lessonId, student);
    await world.media.removePerson({ lessonId, userId: student.id });
    expect(world.fake.sessions.has(sessionIdOf(lessonId))).to.equal(false);
    const [row] = await MediaConnection.listByIds([connection]);
    expect(row?.closing).to.equal('removed');
  });

  describe('when the right to speak changes', () => {
    const sessionOf = (lessonId: Parameters<typeof sessionIdOf>[0]) =>
      world.fake.sessions.get(sessionIdOf(lessonId));
    const rolesIn = (lessonId: Parameters<typeof sessionIdOf>[0]) =>
      [...(sessionOf(lessonId)?.connections.values() ?? [])].map(({ id, role }) => [id, role]);

    beforeEach(() => {
      world.fake.signals.length = 0;
    });

    it('tells the camera, and lets it live until the one that renews it is in', async () => {
      const { lessonId, student } = await liveClass();
      const person = { lessonId, userId: student.id };
      const older = await world.enter(lessonId, student, { maySpeak: false });
      await world.media.changeSpeaking(person, true);
      expect(world.fake.signals).to.deep.equal([
        { to: [older], type: SPEAKING_SIGNAL, data: { maySpeak: true } },
      ]);
      const renews = ConnectionId.parse(older);
      const newer = await world.enter(lessonId, student, { renews });
      expect(rolesIn(lessonId)).to.deep.equal([
        [older, 'SUBSCRIBER'],
        [newer, 'PUBLISHER'],
      ]);
      world.fake.signals.length = 0;
      await world.media.changeSpeaking(person, true);
      expect(world.fake.signals.map(({ to }) => to)).to.deep.equal([[older]]);
    });

    it('spares nobody who only says that it renews something', async () => {
      const { lessonId, student } = await liveClass();
      const older = await world.enter(lessonId, student);
      const newer = await world.enter(lessonId, student, { renews: ConnectionId.parse(older) });
      expect(rolesIn(lessonId)).to.deep.equal([[newer, 'PUBLISHER']]);
      expect(world.fake.signals).to.deep.equal([
        { to: [older], type: CLOSING_SIGNAL, data: { reason: 'moved-to-another-device' } },
      ]);
    });

    it('takes a shared screen away at once, and a ticket that was not used yet', async () => {
      const { lessonId, student } = await liveClass();
      const camera = await world.enter(lessonId, student);
      const screen = await world.enter(lessonId, student, { kind: 'screen' });
      await world.media.changeSpeaking({ lessonId, userId: student.id }, false);
      expect(rolesIn(lessonId)).to.deep.equal([[camera, 'PUBLISHER']]);
      expect(world.fake.signals).to.deep.equal([
        { to: [camera], type: SPEAKING_SIGNAL, data: { maySpeak: false } },
        { to: [screen], type: CLOSING_SIGNAL, data: { reason: 'speaking-changed' } },
      ]);

      const { connectionId: unused } = await world.media.createConnection({
        ...wishOf(lessonId, student),
        maySpeak: false,
      });
      await world.media.changeSpeaking({ lessonId, userId: student.id }, true);
      expect(rolesIn(lessonId).map(([id]) => id)).not.to.include(unused);
    });

    it('leaves other people and connections that are right alone', async () => {
      const { lessonId, student, instructor } = await liveClass();
      await world.enter(lessonId, student);
      await world.media.changeSpeaking({ lessonId, userId: student.id }, true);
      await world.media.changeSpeaking({ lessonId, userId: instructor.id }, false);
      expect(world.fake.signals).to.deep.equal([]);
    });
  });

  it('knows who is inside by their cameras', async () => {
    const { lessonId, student, instructor } = await liveClass();
    await world.enter(lessonId, student);
    await world.enter(lessonId, instructor, { kind: 'screen' });
    await world.deliver(world.fake.webhooks.splice(0));
    await world.intake.drain();
    expect(await world.media.listInside(lessonId)).to.deep.equal([student.id]);
  });

  describe('while the media server does not answer', () => {
    afterEach(() => {
      world.fake.state = 'up';
    });

    it('says so within five seconds, and at once after that', async function () {
      this.timeout(30_000);
      const { lessonId } = await liveClass();
      world.fake.state = 'silent';
      const began = Date.now();
      const errors = await Promise.all([1, 2, 3].map(() => failure(world.media.openSession(lessonId))));
      expect(Date.now() - began).to.be.lessThan(5500);
      expect(
        errors.every((error) => error instanceof AppError && error.code === 'media.unavailable'),
      ).to.equal(true);

      const soon = Date.now();
      expect(await failure(world.media.openSession(lessonId))).to.be.instanceOf(AppError);
      expect(Date.now() - soon).to.be.lessThan(1500);
    });
  });
});
