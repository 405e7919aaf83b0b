import type { LessonId } from '@seodang/contracts/ids';
import { RECORDING_CONSENT_VERSION } from '@seodang/contracts/recording-consent';
import { AppError } from '@seodang/server-kit/errors';
import { expect } from 'chai';
import { makeRecordedClass } from '../../test/factories.js';
import { useRecordingWorld } from '../../test/recording-world.js';
import type { User } from '../identity/index.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe('a recording that somebody asked for', function () {
  this.timeout(60_000);
  const world = useRecordingWorld();
  const live = makeRecordedClass;
  const lifecycle = () => world.recordings.lifecycle;
  const rowsOf = (lessonId: LessonId) => world.recordings.table.listOf(lessonId);

  /** Who did what, as the instructor reads it. */
  const deedsOf = async (instructor: User, lessonId: LessonId) => {
    const { items } = await world.recordings.deeds.view(actorOf(instructor), lessonId);
    return items.map(({ deed, name, detail }) => [deed, name, detail]);
  };

  it('is in the ledger as whose deed it was, whatever became of the media server’s answer', async () => {
    const { lesson, instructor } = await live();
    const nodeId = `lesson_${lesson.id}`;
    world.fake.state = 'silent';
    const begun = lifecycle().start(actorOf(instructor), lesson.id, { title: '둘째 시간' });
    expect(await failureOf(begun)).to.equal('media.unavailable');
    world.fake.state = 'up';
    world.fake.recordings.reply('POST', '/openvidu/api/recordings/start', { session: nodeId });
    await world.deliver();
    expect((await rowsOf(lesson.id))[0]).to.include({ state: 'recording', title: '둘째 시간' });
    world.fake.state = 'failing';
    expect(await failureOf(lifecycle().stop(actorOf(instructor), lesson.id))).to.equal('media.unavailable');
    world.fake.state = 'up';
    expect(await world.recordings.table.findRunning(lesson.id)).to.include({ stopReason: null });
    world.fake.recordings.stopFor(nodeId, 'diskFull');
    await world.deliver();
    expect((await rowsOf(lesson.id))[0]).to.include({ state: 'processing', stopReason: 'no-space' });
    expect(await deedsOf(instructor, lesson.id)).to.deep.equal([
      ['started', instructor.name, ''],
      ['stopped', null, 'no-space'],
    ]);
  });

  it('is stopped once, by who asked for it, also when the media server says so first', async () => {
    const { lesson, instructor } = await live();
    const nodeId = `lesson_${lesson.id}`;
    await lifecycle().start(actorOf(instructor), lesson.id, {});
    const [gone] = [...world.fake.recordings.all.values()].filter(({ id }) => id === nodeId);
    world.fake.recordings.all.clear();
    const press = () => lifecycle().stop(actorOf(instructor), lesson.id);
    await press();
    await press();
    expect(await deedsOf(instructor, lesson.id), 'it is not known yet').to.have.length(1);
    if (gone) world.fake.recordings.all.set(nodeId, gone);
    world.fake.recordings.reply('POST', `/openvidu/api/recordings/stop/${nodeId}`, {});
    await world.deliver();
    await world.deliver();
    expect(await deedsOf(instructor, lesson.id)).to.deep.equal([
      ['started', instructor.name, ''],
      ['stopped', instructor.name, ''],
    ]);
  });

  it('begins with the word of who is recorded by pressing the button', async () => {
    const { lesson, instructor } = await live();
    const words = async () =>
      (await world.recordingConsents.ledger(actorOf(instructor), lesson.id)).items.map(
        ({ userId, agrees, version }) => [userId, agrees, version],
      );
    world.fake.recordings.refusal = 503;
    await failureOf(lifecycle().start(actorOf(instructor), lesson.id, {}));
    world.fake.recordings.refusal = null;
    const said = [[instructor.id, true, RECORDING_CONSENT_VERSION]];
    expect(await words(), 'before the first frame').to.deep.equal(said);
    await lifecycle().start(actorOf(instructor), lesson.id, {});
    expect(await words(), 'once').to.deep.equal(said);
  });
});
