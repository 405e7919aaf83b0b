import { expect } from 'chai';
import fc from 'fast-check';
import { argsOfPass, type Pass } from './encode.rules.js';
import { filmInput } from './film-input.rules.js';
import { ladderOf, passesOf, SEGMENT_SEC } from './ladder.rules.js';

const RUNGS = ladderOf({ codec: 'vp8', width: 1920, height: 1080, frameRate: 25, bitRate: null }, false);
const pass: Pass = { source: 'in.mkv', folder: 'out', video: RUNGS, audio: 'encode', frameRate: 25 };

/** What is written: everything from one `-map` to the next. */
function outputsOf(args: readonly string[]): string[][] {
  const begins = args.flatMap((arg, nth) => (arg === '-map' ? [nth] : []));
  return begins.map((begin, nth) => args.slice(begin, begins[nth + 1]));
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

function folderOf(output: readonly string[]): string | undefined {
  return output.at(-1)?.split('/').at(-2);
}

describe('a pass over a film', () => {
  it('reads it once, as a film is read', () => {
    const args = argsOfPass(pass);
    expect(args.join(' ')).to.include(filmInput('in.mkv').join(' '));
    expect(args.filter((arg) => arg === '-i')).to.have.length(1);
  });

  it('writes each rendition into a folder of its own, the sound as the last', () => {
    const outputs = outputsOf(argsOfPass(pass));
    expect(outputs.map(folderOf)).to.deep.equal(['1080p', '720p', '480p', '240p', 'audio']);
    for (const output of outputs) {
      const folder = `out/${folderOf(output) ?? ''}`;
      expect(output.at(-1)).to.equal(`${folder}/index.m3u8`);
      expect(valueOf(output, '-hls_segment_filename')).to.equal(`${folder}/%05d.m4s`);
      expect(valueOf(output, '-hls_fmp4_init_filename')).to.equal('init.mp4');
    }
  });

  it('cuts every rendition at the same times, each segment to be played by itself', () => {
    for (const output of outputsOf(argsOfPass(pass))) {
      expect(valueOf(output, '-hls_time')).to.equal(String(SEGMENT_SEC));
      expect(valueOf(output, '-hls_flags')).to.equal('independent_segments');
      expect(valueOf(output, '-hls_list_size'), 'all of them').to.equal('0');
    }
  });

  it('forces keyframes where segments begin, and allows none elsewhere', () => {
    for (const frameRate of [10, 24, 25, 29.97, 60]) {
      for (const output of outputsOf(argsOfPass({ ...pass, audio: null, frameRate }))) {
        expect(valueOf(output, '-force_key_frames')).to.equal(`expr:gte(t,n_forced*${SEGMENT_SEC})`);
        expect(valueOf(output, '-sc_threshold'), 'not where the picture changes').to.equal('0');
        expect(Number(valueOf(output, '-g')), 'not before the next is forced').to.be.at.least(
          frameRate * SEGMENT_SEC,
        );
        expect(valueOf(output, '-bf'), 'frames in the order in which they are shown').to.equal('0');
      }
    }
  });

  it('keeps each rendition within what it may weigh', () => {
    const outputs = outputsOf(argsOfPass({ ...pass, audio: null }));
    expect(outputs.map((output) => valueOf(output, '-maxrate'))).to.deep.equal(
      RUNGS.map(({ maxKbps }) => `${maxKbps}k`),
    );
    expect(outputs.map((output) => valueOf(output, '-profile:v'))).to.deep.equal([
      'main',
      'main',
      'main',
      'baseline',
    ]);
  });

  it('copies what can be taken as it is, without decoding anything', () => {
    const video = RUNGS.slice(0, 1).map((rung) => ({ ...rung, copies: true }));
    const args = argsOfPass({ ...pass, video, audio: 'copy' });
    expect(args).not.to.include('-filter_complex');
    const [picture = [], sound = []] = outputsOf(args);
    expect(picture.slice(0, 4)).to.deep.equal(['-map', '0:v:0', '-c:v', 'copy']);
    expect(sound.slice(0, 4)).to.deep.equal(['-map', '0:a:0', '-c:a', 'copy']);
  });

  it('makes sound that every browser plays of what is in another codec', () => {
    const [sound = []] = outputsOf(argsOfPass({ ...pass, video: [], audio: 'encode' }));
    expect(sound.slice(0, 4)).to.deep.equal(['-map', '0:a:0', '-c:a', 'aac']);
    expect(valueOf(sound, '-ac')).to.equal('2');
  });

  it('writes no sound when there is none, or when it was written before', () => {
    expect(argsOfPass({ ...pass, audio: null })).not.to.include('0:a:0');
  });
});

describe('the scaling of a pass', () => {
  it('decodes the picture once and makes each size from the one above', () => {
    const graph = valueOf(argsOfPass({ ...pass, video: RUNGS.slice(2) }), '-filter_complex');
    expect(graph?.split(';')).to.deep.equal([
      '[0:v:0]scale=854:480:flags=bicubic,format=yuv420p,split=2[v480p][to240p]',
      '[to240p]scale=426:240:flags=bicubic,format=yuv420p,null[v240p]',
    ]);
  });

  it('uses every picture it makes exactly once, whatever the source', () => {
    const facts = fc.record({
      codec: fc.constantFrom('h264', 'vp8'),
      width: fc.integer({ min: 16, max: 4_096 }),
      height: fc.integer({ min: 16, max: 4_096 }),
      frameRate: fc.constant(25),
      bitRate: fc.constant(null),
    });
    fc.assert(
      fc.property(facts, fc.boolean(), (video, isReady) => {
        for (const rungs of passesOf(ladderOf(video, isReady))) {
          const args = argsOfPass({ ...pass, video: rungs, audio: null });
          const links = valueOf(args, '-filter_complex')?.split(';') ?? [];
          const made = links.flatMap((link) => labelsIn(link).slice(1));
          const taken = links.flatMap((link) => labelsIn(link).slice(0, 1));
          const mapped = outputsOf(args).map((output) => output[1] ?? '');
          const used = [...taken, ...mapped.flatMap(labelsIn)].filter((label) => label !== '0:v:0');
          expect(used).to.have.same.members(made);
          expect(mapped).to.have.length(rungs.length);
        }
      }),
    );
  });
});

/** Of a link of a filter graph: what it takes first, then what it makes. */
function labelsIn(link: string): string[] {
  return [...link.matchAll(/\[([^\]]+)\]/g)].map(([, label = '']) => label);
}
