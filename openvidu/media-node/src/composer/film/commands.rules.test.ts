import { expect } from 'chai';
import type { Plan, Scene, SceneTile } from '../plan/plan.rules.js';
import {
  joinCommand,
  mixCommand,
  mixGraph,
  sceneCommand,
  sceneList,
  thumbnailCommand,
} from './commands.rules.js';
import { filter } from './filters.rules.js';
import { sceneGraph, type SceneStage } from './scene-graph.rules.js';

const tile = (stream: number, facts: Partial<SceneTile> = {}): SceneTile => ({
  ...{ id: String(stream), stream, x: 0, y: 0, width: 640, height: 360 },
  ...{ view: { kind: 'picture', aspect: 16 / 9, turns: 0 }, isScreen: false, name: 'Ann', initial: 'A' },
  ...facts,
});
const scene = (tiles: readonly SceneTile[], facts: Partial<Scene> = {}): Scene => ({
  ...{ index: 3, fromFrame: 250, frames: 100, kind: 'live' },
  tiles,
  ...facts,
});
const plan: Plan = {
  ...{ startedAt: 1_790_000_000_123, leadMs: 123, durationMs: 60_000, size: { width: 640, height: 360 } },
  ...{ frameRate: 25, hasNames: false, scenes: [], gaps: [{ fromMs: 1000, toMs: 2500 }] },
};
const stage = (hasNames = false): SceneStage => ({
  plan: { ...plan, hasNames },
  material: {
    streams: [0, 1, 2].map((index) => ({
      ...{ streamId: '', video: `video-${index}.webm`, pictures: [], keysMs: [], sounds: [] },
    })),
  },
  words: {
    font: '/f.ttc',
    gap: 'gap.txt',
    name: (index) => `name-${index}.txt`,
    initial: (index) => `initial-${index}.txt`,
  },
});

describe('the graph of a scene', () => {
  it('with one picture paints no ground', () => {
    const { graph, inputs } = sceneGraph(scene([tile(1)]), stage());
    expect(inputs).to.deep.equal([{ file: 'video-1.webm', fromMs: 10_123 }]);
    expect(graph).to.equal(
      '[0:v]fps=fps=25:start_time=0,scale=w=640:h=360:flags=bicubic,setsar=sar=1,tpad=stop=-1:stop_mode=clone[all];\n' +
        '[all]format=pix_fmts=yuv420p[film]\n',
    );
  });

  it('lays pictures upon the ground, each in its place', () => {
    const small = { x: 320, y: 180, width: 320, height: 180 };
    const { graph, inputs } = sceneGraph(scene([tile(0), tile(2, { ...small, isScreen: true })]), stage());
    expect(inputs.map(({ file }) => file)).to.deep.equal(['video-0.webm', 'video-2.webm']);
    expect(graph.split('\n')).to.include.members([
      'color=c=0x14110e:s=640x360:r=25[on0];',
      '[on0][p0]overlay=x=0:y=0:format=yuv420:eof_action=repeat[on1];',
      '[1:v]scale=w=320:h=180:flags=bicubic,fps=fps=25:start_time=0,setsar=sar=1[p1];',
      '[on1][p1]overlay=x=320:y=180:format=yuv420:eof_action=repeat[all];',
    ]);
  });

  it('needs no file for a card, and holds no word of a person', () => {
    const { graph, inputs } = sceneGraph(
      scene([tile(0, { view: { kind: 'card' }, name: "x':[p]" })]),
      stage(),
    );
    expect(inputs).to.deep.equal([]);
    expect(graph)
      .to.include('textfile=name-0.txt')
      .and.include('textfile=initial-0.txt')
      .and.include('loop=loop=-1');
    expect(graph).not.to.include("x'");
  });

  it('has captions when asked, and a mark in a gap', () => {
    expect(sceneGraph(scene([tile(0)]), stage()).graph).not.to.include('drawtext');
    expect(sceneGraph(scene([tile(0)]), stage(true)).graph).to.include('textfile=name-0.txt');
    expect(sceneGraph(scene([tile(0)], { kind: 'gap' }), stage()).graph).to.include('textfile=gap.txt');
  });

  it('writes long names small enough for their place, and nothing without a font', () => {
    const sizeOf = (name: string, width: number) => {
      const { graph } = sceneGraph(scene([tile(0, { name, width, view: { kind: 'card' } })]), stage());
      return Number(/name-0.*?fontsize=(\d+)/.exec(graph)?.[1]);
    };
    expect(sizeOf('Ann', 640)).to.equal(31);
    expect(sizeOf('x'.repeat(40), 640)).to.equal(23);
    expect(sizeOf('김'.repeat(20), 320)).to.equal(14);
    const silent = { ...stage(true), words: { ...stage().words, font: null } };
    expect(sceneGraph(scene([tile(0, { view: { kind: 'card' } })]), silent).graph).not.to.include('drawtext');
  });

  it('turns what was sent lying', () => {
    const lying = tile(0, { width: 180, height: 320, view: { kind: 'picture', aspect: 9 / 16, turns: 1 } });
    expect(sceneGraph(scene([lying]), stage()).graph).to.include(
      'scale=w=320:h=180:flags=bicubic,transpose=dir=clock',
    );
  });
});

describe('what ffmpeg is told', () => {
  const encoding = { threads: 2, preset: 'veryfast', crf: 21 };
  const after = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];

  it('for a scene: begin at its time, end after its frames, key frames where the film has them', () => {
    const graph = sceneGraph(scene([tile(1)]), stage());
    const args = sceneCommand(scene([tile(1)]), plan, { graph, graphFile: 'g.txt', out: 'half' }, encoding);
    expect(args.slice(args.indexOf('-reinit_filter'), args.indexOf('-i') + 2)).to.deep.equal([
      ...[
        '-reinit_filter',
        '0',
        '-seek_timestamp',
        '1',
        '-noaccurate_seek',
        '-ss',
        '10.123',
        '-protocol_whitelist',
        'file',
        '-i',
        'video-1.webm',
      ],
    ]);
    expect(after(args, '-frames:v')).to.equal('100');
    expect(after(args, '-force_key_frames')).to.equal('expr:eq(mod(n+250,100),0)');
    expect(after(args, '-sc_threshold')).to.equal('0');
    expect(args.at(-1)).to.equal('half');
  });

  it('for the sound: each lane straightened, then added up, from the film’s zero to its end', () => {
    expect(mixGraph(plan, 2).split('\n')).to.deep.equal([
      '[0:a]aresample=async=1200:min_hard_comp=0.1:first_pts=0:osr=48000:flags=+res,aformat=sample_fmts=fltp:channel_layouts=stereo[l0];',
      '[1:a]aresample=async=1200:min_hard_comp=0.1:first_pts=0:osr=48000:flags=+res,aformat=sample_fmts=fltp:channel_layouts=stereo[l1];',
      '[l0][l1]amix=inputs=2:normalize=0:dropout_transition=0,alimiter=limit=0.95:level=0,' +
        'atrim=start=0.123,asetpts=expr=PTS-STARTPTS,apad=whole_dur=60,atrim=end=60[sound]',
      '',
    ]);
    expect(mixGraph(plan, 0)).to.equal('anullsrc=r=48000:cl=stereo:d=60[sound]\n');
    const mix = { lanes: ['a.webm'], graphFile: 'g', out: 'half' };
    expect(after(mixCommand({ ...mix, container: 'mp4' }), '-b:a')).to.equal('128k');
    expect(mixCommand({ ...mix, container: 'webm' }).slice(-6)).to.include('webm');
  });

  it('for the film: nothing coded anew, its zero written into it', () => {
    const args = joinCommand({ list: 'l', sound: 's', out: 'half', container: 'mp4' }, plan);
    expect(after(args, '-c')).to.equal('copy');
    expect(args).to.include('comment=seodang:startedAt=1790000000123;gaps=1000-2500');
    expect(args).to.include('creation_time=2026-09-21T14:13:20.123Z');
    expect(args.filter((arg) => arg === '-map')).to.have.length(2);
    const soundOnly = joinCommand({ list: null, sound: 's', out: 'half', container: 'webm' }, plan);
    expect(after(soundOnly, '-map')).to.equal('0:a');
  });

  it('for the still: some seconds in, or the middle of a short film', () => {
    expect(after(thumbnailCommand('f', plan, 'o'), '-ss')).to.equal('5.000');
    expect(after(thumbnailCommand('f', { ...plan, durationMs: 1000 }, 'o'), '-ss')).to.equal('0.500');
  });

  it('opens files and nothing else, whatever they name', () => {
    const graph = sceneGraph(scene([tile(0), tile(1)]), stage());
    const commands = [
      sceneCommand(scene([tile(0), tile(1)]), plan, { graph, graphFile: 'g.txt', out: 'half' }, encoding),
      mixCommand({ lanes: ['a.webm', 'b.webm'], graphFile: 'g', out: 'half', container: 'mp4' }),
      joinCommand({ list: 'l', sound: 's', out: 'half', container: 'mp4' }, plan),
      thumbnailCommand('f', plan, 'o'),
    ];
    const before = (args: readonly string[]) =>
      args.flatMap((arg, index) => (arg === '-i' ? [args.slice(index - 2, index).join(' ')] : []));
    for (const [index, count] of [2, 2, 2, 1].entries())
      expect(before(commands[index] ?? [])).to.deep.equal(Array(count).fill('-protocol_whitelist file'));
  });

  it('lists scenes and escapes what a value must not mean', () => {
    expect(sceneList(['a.mp4', 'b.mp4'])).to.equal('ffconcat version 1.0\nfile a.mp4\nfile b.mp4\n');
    expect(filter('drawtext', { x: "a:b'c,[d]" })).to.equal("drawtext=x=a\\\\:b\\\\\\'c\\,\\[d\\]");
  });
});
