import { expect } from 'chai';
import type { Facts } from './ladder.rules.js';
import {
  flawsOf,
  isCutOff,
  isOutOfSync,
  lookAt,
  readFindings,
  type Expected,
  type Findings,
} from './verify.rules.js';

const MINUTE_MS = 60_000;
const STARTED = Date.parse('2026-11-21T09:00:00.000Z');
const facts: Facts = {
  durationMs: 100_000,
  video: { codec: 'h264', width: 1280, height: 720, frameRate: 25, bitRate: null },
  audio: { codec: 'aac', channels: 2 },
  startedAtMs: STARTED,
  gaps: [],
  isReady: true,
};
const nothing: Findings = { blackMs: 0, frozenMs: 0, silentMs: 0 };
const untold: Expected = { nodeDurationMs: null, stoppedAtMs: null };

function flaws(film: Partial<Facts>, found: Partial<Findings> = {}, expected: Partial<Expected> = {}) {
  return flawsOf({ ...facts, ...film }, { ...nothing, ...found }, { ...untold, ...expected });
}

/** As ffmpeg 5.1 wrote it, of a film of 14 s. */
const SAID = `
[silencedetect @ 0x55ed5ffcb180] silence_start: 4
[freezedetect @ 0x55ed5ffc8c80] lavfi.freezedetect.freeze_start: 4
[blackdetect @ 0x55ed5ffc83c0] black_start:4 black_end:7 black_duration:3
[freezedetect @ 0x55ed5ffc8c80] lavfi.freezedetect.freeze_duration: 3
[freezedetect @ 0x55ed5ffc8c80] lavfi.freezedetect.freeze_end: 7
[silencedetect @ 0x55ed5ffcb180] silence_end: 7.00012 | silence_duration: 3.00012
[freezedetect @ 0x55ed5ffc8c80] lavfi.freezedetect.freeze_start: 11
`;

describe('what the detectors found', () => {
  it('is added up, with what was so until the end', () => {
    const { frozenMs, silentMs } = readFindings(SAID, 14_000);
    expect({ frozenMs, silentMs }).to.deep.equal({ frozenMs: 6_000, silentMs: 3_000 });
    expect(readFindings(SAID, 20_000).frozenMs).to.equal(12_000);
  });

  it('is nothing when they say nothing', () => {
    expect(readFindings('frame=  250 fps=0.0 q=-0.0 Lsize=N/A', 10_000)).to.deep.equal(nothing);
  });

  it('may begin before the film, as sound does that is encoded', () => {
    const said = '[silencedetect @ 0x1] silence_start: -0.021333\n';
    expect(readFindings(said, 10_000).silentMs).to.equal(10_021);
  });

  it('does not become less than nothing when the film ends before it', () => {
    expect(readFindings('freeze_start: 12\nsilence_start: 10.5', 10_000)).to.deep.equal(nothing);
  });

  it('is black to the end when it was so at the last keyframe', () => {
    const black = (end: number) => `black_start:0 black_end:${end} black_duration:${end}`;
    expect(readFindings(black(290), 300_000).blackMs).to.equal(300_000);
    expect(readFindings(black(289.999), 300_000).blackMs).to.equal(289_999);
  });

  it('counts no moment as black twice', () => {
    const said = 'black_start:4 black_end:7 black_duration:3\nblack_start:8 black_end:10 black_duration:2';
    expect(readFindings(said, 14_000).blackMs).to.equal(9_000);
  });
});

describe('the flaws of a film', () => {
  it('are none of a good one, of which nothing more was told', () => {
    expect(flaws({})).to.deep.equal([]);
    expect(flaws({}, {}, { nodeDurationMs: 100_000, stoppedAtMs: STARTED + 100_000 })).to.deep.equal([]);
  });

  it('are a picture and a sound that never were', () => {
    expect(flaws({ video: null })).to.deep.equal(['no_picture']);
    expect(flaws({ audio: null })).to.deep.equal(['no_sound']);
    expect(flaws({ audio: null }, { silentMs: 100_000 })).to.deep.equal(['no_sound']);
  });

  it('are a picture and a sound of which nearly nothing is to be seen or heard, not one with long pauses', () => {
    expect(flaws({}, { blackMs: 96_999, frozenMs: 96_999, silentMs: 96_999 })).to.deep.equal([]);
    expect(flaws({}, { blackMs: 97_000 })).to.deep.equal(['picture_black']);
    expect(flaws({}, { frozenMs: 97_000 })).to.deep.equal(['picture_frozen']);
    expect(flaws({}, { silentMs: 97_000 })).to.deep.equal(['sound_silent']);
  });

  it('call a black picture black, although it stands still too', () => {
    expect(flaws({}, { blackMs: 100_000, frozenMs: 100_000 })).to.deep.equal(['picture_black']);
  });

  it('are less than the media server told, but for two seconds', () => {
    expect(flaws({}, {}, { nodeDurationMs: 102_000 })).to.deep.equal([]);
    expect(flaws({}, {}, { nodeDurationMs: 102_001 })).to.deep.equal(['cut_off']);
  });

  it('are less than the lesson took, when it is known when the film began', () => {
    expect(flaws({}, {}, { stoppedAtMs: STARTED + 102_000 })).to.deep.equal([]);
    expect(flaws({}, {}, { stoppedAtMs: STARTED + 102_001 })).to.deep.equal(['shorter_than_lesson']);
    expect(flaws({ startedAtMs: null }, {}, { stoppedAtMs: STARTED + 102_001 })).to.deep.equal([]);
    expect(flaws({}, {}, { stoppedAtMs: STARTED - MINUTE_MS }), 'stopped before it began').to.deep.equal([]);
  });

  it('are told together', () => {
    const film = { video: null, audio: null, gaps: [{ fromMs: 1_000, toMs: 9_000 }] };
    const expected = { nodeDurationMs: 200_000, stoppedAtMs: STARTED + 200_000 };
    expect(flaws(film, {}, expected)).to.deep.equal([
      'cut_off',
      'shorter_than_lesson',
      'has_gaps',
      'no_picture',
      'no_sound',
    ]);
  });
});

describe('a film that was cut off', () => {
  it('lacks more than a hundredth of what was told', () => {
    const told = 100 * MINUTE_MS;
    expect(isCutOff({ ...facts, durationMs: 99 * MINUTE_MS }, told)).to.equal(false);
    expect(isCutOff({ ...facts, durationMs: 99 * MINUTE_MS - 1 }, told)).to.equal(true);
  });

  it('is not one that has more than was told, or of which nothing was told', () => {
    expect(isCutOff(facts, 10_000)).to.equal(false);
    expect(isCutOff(facts, null)).to.equal(false);
  });
});

describe('sound and picture', () => {
  const span = (start: number, end: number) => ({ start, end });

  it('are together as long as they begin and end within two seconds', () => {
    expect(isOutOfSync(span(0, 60_000), span(2_000, 58_000))).to.equal(false);
    expect(isOutOfSync(span(2_000, 58_000), span(0, 60_000))).to.equal(false);
  });

  it('are apart when one of them begins or ends without the other', () => {
    expect(isOutOfSync(span(0, 60_000), span(2_001, 60_000))).to.equal(true);
    expect(isOutOfSync(span(0, 60_000), span(0, 57_999))).to.equal(true);
    expect(isOutOfSync(span(2_001, 60_000), span(0, 60_000))).to.equal(true);
  });
});

describe('how a film is looked over', () => {
  const every = (sec: number, count: number) => Array.from({ length: count }, (_, nth) => nth * sec * 1000);

  it('takes the keyframes of a long one, and nothing for still that they are apart', () => {
    expect(lookAt(every(4, 900))).to.deep.equal({ isOfKeyframes: true, stillSec: 5 });
    expect(lookAt([...every(4, 30), 128_500])).to.deep.equal({ isOfKeyframes: true, stillSec: 14 });
  });

  it('takes hours of a film in which each frame is a keyframe', () => {
    expect(lookAt(every(0.04, 500_000))).to.deep.equal({ isOfKeyframes: true, stillSec: 2 });
  });

  it('takes all frames where keyframes are few', () => {
    for (const keyframes of [[], [0], every(4, 29)])
      expect(lookAt(keyframes)).to.deep.equal({ isOfKeyframes: false, stillSec: 2 });
  });
});
