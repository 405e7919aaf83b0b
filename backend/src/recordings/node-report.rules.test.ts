import { LessonId, RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { takeIn, toStopReason, type Life, type NodeReport, type NodeStatus } from './node-report.rules.js';

const ID = RecordingId.parse('019a0000-0000-7000-8000-000000000001');
const LESSON = LessonId.parse('019a0000-0000-7000-8000-000000000002');
const STARTED = Date.parse('2026-11-21T09:00:00.000Z');
const NOW = new Date(STARTED + 4_000_000);

function report(status: NodeStatus, afterMs: number | null): NodeReport {
  return {
    lessonId: LESSON,
    nodeId: 'lesson_x',
    startedAt: new Date(STARTED),
    status,
    at: afterMs === null ? null : new Date(STARTED + afterMs),
    reason: status === 'started' ? null : 'by-instructor',
    sizeBytes: status === 'ready' ? 123_456 : null,
    durationMs: status === 'ready' ? 59_000 : null,
  };
}

const STORIES: readonly NodeReport[][] = [
  [report('started', 0), report('stopped', 60_000), report('ready', 65_000)],
  [report('started', 0), report('stopped', 60_000), report('failed', 65_000)],
  [report('started', 0), report('ready', 65_000)],
  [report('failed', 100)],
  [report('started', 0), report('failed', 65_000), report('ready', 70_000), report('stopped', 60_000)],
];

function live(reports: readonly NodeReport[]) {
  let life: Life | null = null;
  const events: string[] = [];
  let begun = 0;
  for (const each of reports) {
    const step = takeIn(life, each, ID, NOW);
    life = step.life;
    if (step.event) events.push(step.event.type);
    if (step.begins) begun += 1;
  }
  return { life, events, begun };
}

describe('what the media server says of a recording', () => {
  it('comes to the same, in any order and however often it is said', () => {
    const shuffled = fc.constantFrom(...STORIES).chain((story) =>
      fc.tuple(
        fc.constant(story),
        fc.array(fc.constantFrom(...story), { maxLength: 6 }).chain((again) =>
          fc.shuffledSubarray([...story, ...again], {
            minLength: story.length + again.length,
            maxLength: story.length + again.length,
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([story, told]) => {
        const straight = live(story);
        const other = live(told);
        expect(other.life).to.deep.equal(straight.life);
        expect(other.begun, 'the work begins once').to.equal(straight.begun);
      }),
      { numRuns: 500 },
    );
  });

  it('is told to the lesson once, and never that it runs after it stopped', () => {
    for (const story of STORIES) {
      const told = fc.shuffledSubarray([...story, ...story], {
        minLength: story.length * 2,
        maxLength: story.length * 2,
      });
      fc.assert(
        fc.property(told, (reports) => {
          const { events } = live(reports);
          expect(new Set(events).size).to.equal(events.length);
          if (events.includes('recording.started')) expect(events[0]).to.equal('recording.started');
          expect(events.includes('recording.started')).to.equal(
            events.includes('recording.stopped') ||
              (events.includes('recording.failed') && events.length > 1),
          );
        }),
      );
    }
  });

  it('does not take from the pipeline what it has in hand', () => {
    const { life } = live([report('started', 0), report('ready', 65_000)]);
    if (!life) throw new Error('there is a life');
    for (const state of ['ready', 'failed', 'processing'] as const) {
      const ours: Life = { ...life, state, failure: state === 'failed' ? 'render_failed' : null };
      for (const status of ['started', 'stopped', 'failed', 'ready'] as const) {
        const step = takeIn(ours, report(status, 60_000), ID, NOW);
        expect(step.life).to.include({ state, failure: ours.failure });
        expect(step).to.include({ begins: false, event: null });
      }
    }
  });

  it('names why it stopped', () => {
    expect(
      [
        'recordingStoppedByServer',
        'sessionClosedByServer',
        'automaticStop',
        'noDiskSpace',
        'nodeCrashed',
      ].map(toStopReason),
    ).to.deep.equal(['by-instructor', 'lesson-ended', 'nobody-inside', 'no-space', 'fault']);
  });
});
