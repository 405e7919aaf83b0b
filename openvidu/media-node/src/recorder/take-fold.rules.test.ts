import { expect } from 'chai';
import fc from 'fast-check';
import { Take, TakeLine, type TakeProperties } from './take.js';
import { foldTake, toTake } from './take-fold.rules.js';

const PROPERTIES: TakeProperties = {
  ...{ name: 'lesson', outputMode: 'COMPOSED', hasAudio: true, hasVideo: true, recordingLayout: 'BEST_FIT' },
  ...{ customLayout: '', resolution: '1280x720', frameRate: 25, shmSize: 1, ignoreFailedStreams: false },
};
const started: TakeLine = {
  ...{ kind: 'started', at: 1000, recordingId: 'math', sessionId: 'math', uniqueSessionId: 'math_1' },
  properties: PROPERTIES,
};
const stream = (streamId: string, at: number): TakeLine => ({
  ...{ kind: 'stream', at, streamId, connectionId: `con_${streamId}`, clientData: '', serverData: '' },
  ...{ typeOfVideo: 'CAMERA', audioActive: true, videoActive: true },
});
const opened = (streamId: string, segment: number, at: number): TakeLine => ({
  ...{ kind: 'segment-opened', at, streamId, segment, file: `${streamId}-${segment}` },
});
const closed = (streamId: string, segment: number, at: number): TakeLine => ({
  ...{ kind: 'segment-closed', at, streamId, segment },
});

const folded = (lines: TakeLine[], files: string[]) => {
  const take = foldTake(lines);
  return take && toTake(take, files);
};

describe('a take read off its journal', () => {
  it('has a segment for each connecting of a publisher, with the files that came to be', () => {
    const take = folded(
      [
        ...[started, stream('a', 1100), opened('a', 0, 1200), closed('a', 0, 2000), opened('a', 1, 3000)],
        ...[opened('a', 2, 4000), { kind: 'stopped', at: 5000, reason: 'recordingStoppedByServer' } as const],
      ],
      ['a-0-audio-0.mjr', 'a-0-video-1.mjr', 'a-0-rtcp-0.pcap', 'a-2-video-0.mjr', 'take.jsonl'],
    );
    expect(take?.streams[0]?.segments).to.deep.equal([
      {
        ...{ audio: 'a-0-audio-0.mjr', video: 'a-0-video-1.mjr', reports: ['a-0-rtcp-0.pcap'] },
        ...{ startedAt: 1200, endedAt: 2000 },
      },
      { audio: null, video: 'a-2-video-0.mjr', reports: [], startedAt: 4000, endedAt: 5000 },
    ]);
    expect(take).to.include({ startedAt: 1000, stoppedAt: 5000, name: 'lesson' });
  });

  it('ends at the last sign of life when a crash ended it', () => {
    const take = folded(
      [started, stream('a', 1100), opened('a', 0, 1200), { kind: 'alive', at: 6000 }],
      ['a-0-audio-0.mjr'],
    );
    expect(take?.stoppedAt).to.equal(6000);
    expect(take?.streams[0]?.segments[0]?.endedAt).to.equal(6000);
  });

  it('closes what was open when a gap begins, and marks the gap once', () => {
    const take = folded(
      [
        ...[started, stream('a', 1100), opened('a', 0, 1200)],
        { kind: 'gap-opened', at: 2000, reason: 'engineDown' },
        { kind: 'gap-opened', at: 2500, reason: 'nodeDown' },
        { kind: 'gap-closed', at: 3000 },
        ...[opened('a', 1, 3000), { kind: 'stopped', at: 4000, reason: 'x' } as const],
      ],
      ['a-0-audio-0.mjr', 'a-1-audio-0.mjr'],
    );
    expect(take?.gaps).to.deep.equal([{ from: 2000, to: 3000, reason: 'engineDown' }]);
    expect(take?.streams[0]?.segments.map(({ endedAt }) => endedAt)).to.deep.equal([2000, 4000]);
  });

  it('leaves out the kind of media that was not wanted', () => {
    const take = folded(
      [
        { ...started, properties: { ...PROPERTIES, hasVideo: false } },
        ...[stream('a', 1100), opened('a', 0, 1200)],
      ],
      ['a-0-audio-0.mjr', 'a-0-video-1.mjr'],
    );
    expect(take?.streams[0]?.segments[0]).to.include({ audio: 'a-0-audio-0.mjr', video: null });
  });

  it('says nothing of a folder whose journal tells nothing', () => {
    expect(folded([], [])).to.equal(null);
    expect(folded([{ kind: 'alive', at: 1 }], [])).to.equal(null);
  });

  // Whatever happened, and wherever the node died: what is left is a take that others can rely on.
  it('is a true take at any line of any journal', () => {
    const streamId = fc.constantFrom('a', 'b', 'c');
    const at = fc.integer({ min: 0, max: 10_000 });
    const active = fc.record({ audioActive: fc.boolean(), videoActive: fc.boolean() });
    const segment = fc.integer({ min: 0, max: 4 });
    const line: fc.Arbitrary<TakeLine> = fc.oneof(
      fc.tuple(streamId, at).map(([id, ms]) => stream(id, ms)),
      fc.tuple(streamId, segment, at).map(([id, number, ms]) => opened(id, number, ms)),
      fc.tuple(streamId, segment, at).map(([id, number, ms]) => closed(id, number, ms)),
      fc
        .tuple(streamId, active, at)
        .map(([id, now, ms]) => ({ kind: 'state', streamId: id, at: ms, ...now }) as const),
      at.map((ms) => ({ kind: 'gap-opened', at: ms, reason: 'engineDown' }) as const),
      at.map((ms) => ({ kind: 'gap-closed', at: ms }) as const),
      at.map((ms) => ({ kind: 'alive', at: ms }) as const),
      at.map((ms) => ({ kind: 'stopped', at: ms, reason: 'x' }) as const),
    );
    const files = ['a', 'b', 'c'].flatMap((id) =>
      [0, 1, 2].flatMap((number) => [`${id}-${number}-audio-0.mjr`, `${id}-${number}-video-1.mjr`]),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        for (let length = 0; length <= lines.length; length += 1) {
          const journal = [started, ...lines.slice(0, length)];
          for (const one of journal) TakeLine.parse(one);
          const take = Take.parse(folded(journal, files));
          expect(take.stoppedAt).to.be.at.least(take.startedAt);
          for (const { segments, states } of take.streams) {
            const ends = segments.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
            inOrder([take.startedAt, ...ends, take.stoppedAt]);
            inOrder(states.map((state) => state.at));
          }
          inOrder(take.gaps.flatMap(({ from, to }) => [from, to]));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function inOrder(times: number[]): void {
  expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
}
