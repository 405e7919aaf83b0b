import { expect } from 'chai';
import { settled } from '../../../test/fake-media.js';
import { ApiError } from '../../shared/errors.js';
import { PresenceBeats } from './presence-beats.js';

function beating(answers: (() => Promise<void>)[]) {
  const beaten: string[] = [];
  let ended = 0;
  const beats = new PresenceBeats({
    beat: (connectionId) => {
      beaten.push(connectionId);
      return (answers.shift() ?? (() => Promise.resolve()))();
    },
    onLessonEnded: () => (ended += 1),
    now: () => 1_000,
  });
  return { beats, beaten, endings: () => ended };
}

describe('PresenceBeats', () => {
  it('gives a sign of life at once for a new connection', async () => {
    const { beats, beaten } = beating([]);
    beats.follow('con_A');
    await settled();
    expect(beaten).to.deep.equal(['con_A']);
    beats.follow(null);
  });

  it('notices that the server does not answer', async () => {
    const { beats } = beating([() => Promise.reject(new ApiError('client.timeout'))]);
    beats.follow('con_A');
    await settled();
    expect(beats.unansweredSinceMs.value).to.equal(1_000);
    beats.follow(null);
    expect(beats.unansweredSinceMs.value).to.equal(null);
  });

  it('takes a refusal of the server for an answer', async () => {
    const { beats } = beating([() => Promise.reject(new ApiError('store.unavailable', { status: 503 }))]);
    beats.follow('con_A');
    await settled();
    expect(beats.unansweredSinceMs.value).to.equal(null);
    beats.follow(null);
  });

  it('learns from the API that the lesson is over', async () => {
    const { beats, endings } = beating([
      () => Promise.reject(new ApiError('lesson.already_ended', { status: 409 })),
    ]);
    beats.follow('con_A');
    await settled();
    expect(endings()).to.equal(1);
    beats.follow(null);
  });

  it('does not blame a new connection for the silence of the old one', async () => {
    let fail: (error: unknown) => void = () => undefined;
    const { beats } = beating([() => new Promise((_, reject) => (fail = reject))]);
    beats.follow('con_A');
    beats.follow('con_B');
    fail(new ApiError('client.timeout'));
    await settled();
    expect(beats.unansweredSinceMs.value).to.equal(null);
    beats.follow(null);
  });
});
