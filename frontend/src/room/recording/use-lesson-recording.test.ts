import { RecordingId } from '@seodang/contracts/ids';
import type { LessonEvent, LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import { expect } from 'chai';
import { effectScope } from 'vue';
import { LESSON_ID } from '../../../test/fake-media.js';
import type { LiveReader } from '../../shared/live-channel/index.js';
import type { RecordingApi } from './recording.api.js';
import { useLessonRecording, type RecordingNews } from './use-lesson-recording.js';

const ID = RecordingId.parse('019aaaaa-0000-7000-8000-000000000001');
const AT = '2026-11-21T12:00:00.000Z';
const STARTED: LessonEvent = { type: 'recording.started', recordingId: ID, startedAt: AT };
const STOPPED: LessonEvent = {
  type: 'recording.stopped',
  recordingId: ID,
  stoppedAt: AT,
  reason: 'no-space',
};

describe('whether a lesson is recorded', () => {
  /** A lesson with `snapshot` at the API, heard by one page. */
  async function listen(snapshot: Partial<LessonSnapshot> = {}) {
    const at = {
      current: { seq: 4, recording: null, lastRecording: null, ...snapshot } as LessonSnapshot,
      asked: 0,
    };
    const news: RecordingNews[] = [];
    let reader: LiveReader | undefined;
    const api = {
      snapshot: () => {
        at.asked += 1;
        return Promise.resolve(at.current);
      },
    } as unknown as RecordingApi;
    const channel = {
      subscribe: (_destination: string, given: LiveReader) => {
        reader = given;
        return () => (reader = undefined);
      },
    };
    const scope = effectScope();
    const recording = scope.run(() =>
      useLessonRecording(LESSON_ID, {
        api,
        getChannel: () => Promise.resolve(channel),
        onNews: (each) => news.push(each),
      }),
    );
    if (recording === undefined) throw new Error('the scope has ended');
    await Promise.resolve();
    const say = async (seq: number, event: LessonEvent) => {
      reader?.onBody({ lessonId: LESSON_ID, seq, at: AT, event });
      await Promise.resolve();
    };
    return {
      at,
      news,
      say,
      running: recording.running,
      end: () => {
        scope.stop();
      },
      hasReader: () => reader,
    };
  }

  it('is told as it begins and ends, with the reason', async () => {
    const { news, say, running, end, hasReader } = await listen();
    await say(5, STARTED);
    expect(running.value).to.deep.equal({ id: ID, startedAt: AT });
    await say(6, STOPPED);
    expect(running.value).to.equal(null);
    expect(news).to.deep.equal([{ kind: 'started' }, { kind: 'stopped', reason: 'no-space' }]);
    end();
    expect(hasReader()).to.equal(undefined);
  });

  it('is known to who comes late', async () => {
    const { news, running } = await listen({ recording: { id: ID, startedAt: AT } });
    expect(running.value?.id).to.equal(ID);
    expect(news).to.deep.equal([{ kind: 'running' }]);
  });

  it('is asked for when an event is missing in between, and told once', async () => {
    const { at, news, say, running } = await listen();
    at.current = { ...at.current, seq: 7, recording: { id: ID, startedAt: AT } };
    await say(7, STARTED);
    expect(at.asked).to.equal(2);
    await say(7, STARTED);
    await say(5, STARTED);
    expect(running.value?.id).to.equal(ID);
    expect(news).to.deep.equal([{ kind: 'running' }]);
  });

  it('is told why it ended to who missed that', async () => {
    for (const [reason, told] of [
      ['no-space', { kind: 'stopped', reason: 'no-space' }],
      [null, { kind: 'failed' }],
    ] as const) {
      const { at, news, say, running } = await listen({ recording: { id: ID, startedAt: AT } });
      at.current = { ...at.current, seq: 9, recording: null, lastRecording: { id: ID, reason } };
      await say(9, { type: 'lesson.restored' });
      expect(running.value).to.equal(null);
      expect(news).to.deep.equal([{ kind: 'running' }, told]);
    }
  });

  it('is told when it failed, also when it never ran', async () => {
    const { news, say } = await listen();
    await say(5, { type: 'recording.failed', recordingId: ID });
    expect(news).to.deep.equal([{ kind: 'failed' }]);
  });
});
