import { expect } from 'chai';
import fc from 'fast-check';
import type { Take, TakeStream } from '../../recorder/take.js';
import type { Material, StreamMaterial } from '../media/material.js';
import { takeToPlan, type Plan } from './plan.rules.js';

const START = 1_790_000_000_000;

interface Somebody {
  readonly from: number;
  readonly to: number;
  readonly isScreen?: boolean;
  /** Seconds in which the camera is off. */
  readonly off?: readonly [number, number];
  /** Seconds in which nothing came. */
  readonly away?: readonly [number, number];
  readonly keyEvery?: number;
}

/** Seconds in, a take and its material out. */
function lesson(
  people: readonly Somebody[],
  stoppedS: number,
  gaps: readonly (readonly [number, number])[] = [],
) {
  const streams = people.map((person, index): TakeStream => {
    const [offFrom, offTo] = person.off ?? [0, 0];
    const state = (s: number, videoActive: boolean) => ({
      at: START + s * 1000,
      audioActive: true,
      videoActive,
    });
    return {
      streamId: `str_${index}`,
      connectionId: `con_${index}`,
      clientData: `P${index}`,
      serverData: '',
      typeOfVideo: person.isScreen === true ? 'SCREEN' : 'CAMERA',
      segments: spansOf(person).map(([from, to]) => ({
        ...{ audio: 'a.mjr', video: 'v.mjr', reports: [] },
        ...{ startedAt: START + from * 1000, endedAt: START + to * 1000 },
      })),
      states: [state(person.from, true), ...(person.off ? [state(offFrom, false), state(offTo, true)] : [])],
    };
  });
  const take: Take = {
    ...{ recordingId: 'r', name: 'r', sessionId: 's', uniqueSessionId: 's_1' },
    properties: {
      ...{ name: 'r', outputMode: 'COMPOSED', hasAudio: true, hasVideo: true, recordingLayout: 'BEST_FIT' },
      ...{ customLayout: '', resolution: '1280x720', frameRate: 25, shmSize: 1, ignoreFailedStreams: false },
    },
    ...{ startedAt: START, stoppedAt: START + stoppedS * 1000 },
    streams,
    gaps: gaps.map(([from, to]) => ({
      from: START + from * 1000,
      to: START + to * 1000,
      reason: 'engineDown',
    })),
  };
  const material: Material = { lanes: ['sound-0.webm'], streams: people.map(materialOf) };
  return { take, material };
}

const spansOf = ({ from, to, away }: Somebody): (readonly [number, number])[] =>
  away === undefined
    ? [[from, to]]
    : [
        [from, away[0]],
        [away[1], to],
      ];

function materialOf(person: Somebody, index: number): StreamMaterial {
  const spans = spansOf(person).map(([from, to]) => ({ fromMs: from * 1000, toMs: to * 1000 }));
  const keysMs: number[] = [];
  for (let s = person.from; s < person.to; s += person.keyEvery ?? 10) keysMs.push(s * 1000);
  const pictures = spans.map((span) => ({ ...span, width: 640, height: 360, turns: 0 }));
  return { streamId: `str_${index}`, video: `video-${index}.webm`, pictures, keysMs, sounds: spans };
}

const planOf = (...args: Parameters<typeof lesson>): Plan => {
  const { take, material } = lesson(...args);
  const plan = takeToPlan(take, material);
  if (plan === null) throw new Error('No plan');
  return plan;
};
/** Each scene as `seconds: who, in letters of the view`. */
const told = ({ scenes, frameRate }: Plan) =>
  scenes.map(({ fromFrame, frames, kind, tiles }) => {
    const who = tiles.map(({ stream, view }) => `${view.kind === 'card' ? 'card' : ''}${stream}`);
    const times = `${fromFrame / frameRate}–${(fromFrame + frames) / frameRate}`;
    return `${times} ${[...(kind === 'gap' ? ['gap'] : []), ...who].join(' ')}`;
  });

describe('the plan of a film', () => {
  it('changes as people come and go', () => {
    const plan = planOf(
      [
        { from: 1, to: 30 },
        { from: 5, to: 9 },
        { from: 7, to: 30 },
      ],
      40,
    );
    expect(plan.startedAt).to.equal(START + 1000);
    expect(told(plan)).to.deep.equal(['0–4 0', '4–6 0 1', '6–8 0 1 2', '8–29 0 2']);
  });

  it('shows a card while a camera is off, and none of a screen', () => {
    const people = [
      { from: 0, to: 10, off: [4, 6] },
      { from: 2, to: 10, off: [3, 8], isScreen: true },
    ] as const;
    expect(told(planOf(people, 10))).to.deep.equal([
      '0–2 0',
      '2–2.8 1 0',
      '2.8–3.8 0',
      '3.8–6 card0',
      '6–8 0',
      '8–10 1 0',
    ]);
  });

  it('holds a place over a short reconnect, and gives it up over a long one', () => {
    const short = { from: 0, to: 20, away: [5, 8] } as const;
    const long = { from: 0, to: 20, away: [5, 15] } as const;
    expect(told(planOf([short, { from: 0, to: 20 }], 20))).to.deep.equal(['0–20 0 1']);
    expect(told(planOf([long, { from: 0, to: 20 }], 20))).to.deep.equal(['0–5 0 1', '5–15 1', '15–20 0 1']);
  });

  it('of an hour in which everybody changes without a pause is soon made', function () {
    this.timeout(5000);
    const { take, material } = lesson(
      [1, 2, 3].map(() => ({ from: 0, to: 3600 })),
      3600,
    );
    const streams = material.streams.map((stream) => ({
      ...stream,
      pictures: Array.from({ length: 9000 }, (_, index) => ({
        ...{ fromMs: index * 400, toMs: (index + 1) * 400, width: 640, height: 360, turns: index % 4 },
      })),
      keysMs: Array.from({ length: 108_000 }, (_, index) => (index * 1000) / 30),
    }));
    expect(takeToPlan(take, { ...material, streams })?.scenes.length).to.equal(9000);
  });

  it('stands still in a gap, until the first packet', () => {
    const people = [{ from: 0, to: 20, away: [8, 12] }] as const;
    const plan = planOf(people, 20, [[8, 14]]);
    expect(told(plan)).to.deep.equal(['0–8 0', '8–12 gap 0', '12–20 0']);
    expect(plan.gaps).to.deep.equal([{ fromMs: 8000, toMs: 12000 }]);
  });

  it('makes one change of several within a moment', () => {
    const people = [
      { from: 0, to: 20 },
      { from: 5, to: 20 },
      { from: 5.2, to: 20 },
      { from: 5.3, to: 20 },
    ];
    expect(told(planOf(people, 20))).to.have.length(2);
  });

  it('cuts long scenes where a key frame is near', () => {
    const near = planOf([{ from: 0, to: 600, keyEvery: 10 }], 600).scenes;
    expect(near.map(({ fromFrame }) => fromFrame / 25)).to.deep.equal([
      0, 60, 120, 180, 240, 300, 360, 420, 480, 540,
    ]);
    const far = planOf([{ from: 0, to: 600, keyEvery: 1000 }], 600).scenes;
    expect(far).to.have.length(1);
  });

  it('is nothing when nobody was there', () => {
    const { take, material } = lesson([], 10);
    expect(takeToPlan(take, material)).to.equal(null);
  });

  it('covers the film without hole or overlap, whoever comes and goes', () => {
    const second = fc.integer({ min: 0, max: 4000 }).map((tenths) => tenths / 10);
    const somebody = fc.tuple(second, second, fc.boolean(), second, second).map(([a, b, isScreen, c, d]) => ({
      ...{ from: Math.min(a, b), to: Math.max(a, b) + 0.1, isScreen },
      off: [Math.min(c, d), Math.max(c, d)] as const,
    }));
    const gap = fc.tuple(second, second).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(
        fc.array(somebody, { minLength: 1, maxLength: 8 }),
        fc.array(gap, { maxLength: 2 }),
        (people, gaps) => {
          const plan = planOf(people, 500, gaps);
          let nextFrame = 0;
          for (const [index, scene] of plan.scenes.entries()) {
            expect([scene.index, scene.fromFrame]).to.deep.equal([index, nextFrame]);
            expect(scene.frames).to.be.greaterThan(0);
            nextFrame += scene.frames;
          }
          expect(nextFrame).to.equal(Math.round((plan.durationMs * 25) / 1000));
        },
      ),
    );
  });
});
