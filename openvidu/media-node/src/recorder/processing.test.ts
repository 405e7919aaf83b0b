import { expect } from 'chai';
import { pino } from 'pino';
import { until } from '@seodang/testing/until';
import { type Job, type Outcome, Processing } from './processing.js';

const READY: Outcome = { status: 'ready', sizeBytes: 1, durationS: 1, isWhole: true };

describe('the making of files', () => {
  let processing: Processing;
  let story: string[];
  beforeEach(() => {
    story = [];
    processing = new Processing({ log: pino({ level: 'silent' }), retryMs: [1, 1] });
  });
  afterEach(() => processing.stop());

  const job = (id: string, run: Job['run']): Job => ({
    id,
    run: (signal) => {
      story.push(`begin ${id}`);
      return run(signal);
    },
    onOutcome: ({ status }) => {
      story.push(`${status} ${id}`);
      return Promise.resolve();
    },
  });
  const untilAborted = (signal: AbortSignal) =>
    new Promise<Outcome>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        story.push('let go');
        reject(signal.reason as Error);
      });
    });

  it('does one at a time, in order', async () => {
    let finish: (outcome: Outcome) => void = () => undefined;
    processing.add(job('a', () => new Promise((resolve) => (finish = resolve))));
    processing.add(job('b', () => Promise.resolve(READY)));
    expect(processing.size).to.equal(2);
    expect(story).to.deep.equal(['begin a']);
    finish(READY);
    await processing.whenOver('b');
    expect(story).to.deep.equal(['begin a', 'ready a', 'begin b', 'ready b']);
    expect(processing.size).to.equal(0);
  });

  it('tries again twice, and then says that it failed', async () => {
    processing.add(job('a', () => Promise.reject(new Error('broken'))));
    processing.add(job('b', () => Promise.resolve(READY)));
    await processing.whenOver('b');
    expect(story).to.deep.equal(['begin a', 'begin a', 'begin a', 'failed a', 'begin b', 'ready b']);
  });

  it('lets a cancelled one go before it says that it is over, and says nothing else of it', async () => {
    processing.add(job('a', untilAborted));
    processing.add(job('b', () => Promise.resolve(READY)));
    await processing.cancel('a');
    await processing.whenOver('b');
    expect(story).to.deep.equal(['begin a', 'let go', 'begin b', 'ready b']);
  });

  it('forgets one that waited and was cancelled', async () => {
    processing.add(job('a', untilAborted));
    processing.add(job('b', () => Promise.resolve(READY)));
    await processing.cancel('b');
    await processing.cancel('a');
    await until(() => processing.size === 0, { what: 'nothing is left' });
    expect(story).to.deep.equal(['begin a', 'let go']);
  });

  it('stops without a word of what it had not done', async () => {
    processing.add(job('a', untilAborted));
    processing.add(job('b', () => Promise.resolve(READY)));
    await processing.stop();
    expect(story).to.deep.equal(['begin a', 'let go']);
  });
});
