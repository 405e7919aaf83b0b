import type { Placed, Size } from '../layout/layout.rules.js';
import type { Material } from '../media/material.js';
import type { Plan, Scene, SceneTile } from '../plan/plan.rules.js';
import { chain, filter, graph } from './filters.rules.js';

/** A file that a scene is made of, and where in it the scene begins. */
export interface SceneInput {
  readonly file: string;
  readonly fromMs: number;
}

export interface SceneGraph {
  readonly inputs: readonly SceneInput[];
  /** What `-filter_complex_script` reads; its output is `[film]`. */
  readonly graph: string;
}

/** Files with words, by what is in them. */
export interface SceneWords {
  /** Without one nothing is written. */
  readonly font: string | null;
  readonly gap: string;
  name(stream: number): string;
  initial(stream: number): string;
}

export interface SceneStage {
  readonly plan: Pick<Plan, 'size' | 'frameRate' | 'hasNames' | 'leadMs'>;
  readonly material: Pick<Material, 'streams'>;
  readonly words: SceneWords;
}

/** The house's colours: the stage is dark, cards are of paper. */
const COLOUR = { stage: '0x14110e', paper: '0xf6f1e7', ink: '0x1f1a15', faint: '0x5d5348' } as const;

/**
 * How the picture of one scene is put together.
 *
 * @param scene With `isOnGround`, there is a picture even when none comes out of its files.
 */
export function sceneGraph(scene: Scene & { readonly isOnGround?: boolean }, stage: SceneStage): SceneGraph {
  const pictures = scene.tiles.filter(({ view }) => view.kind === 'picture');
  const inputs = pictures.map(({ stream }) => ({
    file: stage.material.streams[stream]?.video ?? '',
    fromMs: stage.plan.leadMs + (scene.fromFrame * 1000) / stage.plan.frameRate,
  }));
  const [only] = pictures;
  const isAlone = only !== undefined && scene.tiles.length === 1 && scene.isOnGround !== true;
  const chains = isAlone ? [alone(only, stage)] : upon(scene, pictures, stage);
  return { inputs, graph: graph([...chains, chain(['all'], finish(scene, stage), ['film'])]) };
}

/** One picture and nothing else: no ground is painted that nobody sees. */
function alone(tile: SceneTile, { plan }: SceneStage): string {
  const { size } = plan;
  const isWhole = tile.width === size.width && tile.height === size.height;
  const pad = filter('pad', { ...frameOf(size), x: tile.x, y: tile.y, color: COLOUR.stage });
  return chain(['0:v'], [...picture(tile, plan.frameRate), ...held, ...(isWhole ? [] : [pad])], ['all']);
}

/** Cards are painted once, pictures laid upon them for each frame. */
function upon(scene: Scene, pictures: readonly SceneTile[], { plan, words }: SceneStage): string[] {
  const { frameRate, size } = plan;
  const ground = filter('color', { c: COLOUR.stage, s: `${size.width}x${size.height}`, r: frameRate });
  const cards = scene.tiles.filter(({ view }) => view.kind === 'card').flatMap((tile) => card(tile, words));
  const base = chain([], [ground, ...once(cards, frameRate)], [pictures.length === 0 ? 'all' : 'on0']);
  const layers = pictures.flatMap((tile, index) => [
    chain([`${index}:v`], picture(tile, frameRate), [`p${index}`]),
    chain(
      [`on${index}`, `p${index}`],
      [filter('overlay', { x: tile.x, y: tile.y, format: 'yuv420', eof_action: 'repeat' })],
      [index === pictures.length - 1 ? 'all' : `on${index + 1}`],
    ),
  ]);
  return [base, ...layers];
}

/**
 * The pictures of a stream in their place's size and the film's rate; the first one is the last before the scene began.
 * The sender changes the size of its pictures as the network allows, so scaling is the first thing that sees them.
 */
function picture({ width, height, view, isScreen }: SceneTile, frameRate: number): string[] {
  const turns = view.kind === 'picture' ? view.turns : 0;
  const isTurned = turns % 2 === 1;
  const scale = filter('scale', {
    w: isTurned ? height : width,
    h: isTurned ? width : height,
    flags: 'bicubic',
  });
  const rate = filter('fps', { fps: frameRate, start_time: 0 });
  const turned = TURN[turns] ?? [];
  // A screen changes seldom, so it is scaled before its frames are repeated; a camera sends more than are taken.
  const order = isScreen ? [scale, ...turned, rate] : [rate, scale, ...turned];
  return [...order, filter('setsar', { sar: 1 })];
}

const TURN: readonly (readonly string[])[] = [
  [],
  [filter('transpose', { dir: 'clock' })],
  ['hflip', 'vflip'],
  [filter('transpose', { dir: 'cclock' })],
];

const held = [filter('tpad', { stop: -1, stop_mode: 'clone' })];

/** Paints the first frame and shows it for ever. */
const once = (painting: readonly string[], frameRate: number): string[] => [
  ...(painting.length === 0
    ? []
    : [
        filter('trim', { end_frame: 1 }),
        ...painting,
        filter('format', { pix_fmts: 'yuv420p' }),
        filter('loop', { loop: -1, size: 1 }),
        filter('setpts', { expr: `N/${frameRate}/TB` }),
      ]),
];

function finish(scene: Scene, { plan, words }: SceneStage): string[] {
  const { frameRate, hasNames, size } = plan;
  const named = scene.tiles.filter(({ view, name }) => hasNames && view.kind === 'picture' && name !== '');
  const captions = named.flatMap((tile) => caption(tile, words));
  const marked = scene.kind === 'gap' ? once([...captions, ...gapMark(size, words)], frameRate) : captions;
  return [...marked, filter('format', { pix_fmts: 'yuv420p' })];
}

function card(tile: SceneTile, words: SceneWords): string[] {
  const { x, y, width, height, name, stream } = tile;
  const centred = (centre: number) => ({
    x: `${x + Math.round(width / 2)}-text_w/2`,
    y: `${Math.round(y + height * centre)}-text_h/2`,
  });
  const large = { fontsize: fontSize(Math.min(height * 0.34, width * 0.25)), fontcolor: COLOUR.ink };
  const small = { fontsize: fontSize(height * 0.085, { name, width }), fontcolor: COLOUR.faint };
  return [
    filter('drawbox', { ...box(tile), color: COLOUR.paper, t: 'fill' }),
    ...written(words, words.initial(stream), { ...large, ...centred(0.42) }),
    ...(name === '' ? [] : written(words, words.name(stream), { ...small, ...centred(0.76) })),
  ];
}

function caption({ x, y, width, height, stream, name }: SceneTile, words: SceneWords): string[] {
  const size = fontSize(Math.min(24, height * 0.06), { name, width });
  return written(words, words.name(stream), {
    fontsize: size,
    fontcolor: COLOUR.paper,
    box: 1,
    boxcolor: `${COLOUR.stage}@0.66`,
    boxborderw: Math.round(size * 0.35),
    x: x + size,
    y: `${y + height - size}-text_h`,
  });
}

function gapMark({ width, height }: Size, words: SceneWords): string[] {
  const fontsize = fontSize(Math.min(height * 0.04, width * 0.03));
  return [
    filter('drawbox', { x: 0, y: 0, w: width, h: height, color: `${COLOUR.stage}@0.66`, t: 'fill' }),
    ...written(words, words.gap, { fontsize, fontcolor: COLOUR.paper, x: '(w-text_w)/2', y: '(h-text_h)/2' }),
  ];
}

const MIN_FONT = 6;
/** Of Chinese, Japanese and Korean letters, which are as wide as they are high. */
const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/gu;

/** @param wanted Points. @param fit A text that has to be no wider than nine tenths of a width. */
function fontSize(wanted: number, fit?: { readonly name: string; readonly width: number }): number {
  const wide = fit?.name.match(WIDE)?.length ?? 0;
  const ems = fit === undefined ? 0 : wide + (fit.name.length - wide) * 0.6;
  const widest = fit === undefined || ems === 0 ? Infinity : (fit.width * 0.9) / (ems + 1);
  return Math.max(MIN_FONT, Math.round(Math.min(wanted, widest)));
}

/** What is in a file, as it is: nothing in it is taken for a command. */
function written(
  { font }: SceneWords,
  file: string,
  look: Readonly<Record<string, string | number>>,
): string[] {
  if (font === null) return [];
  return [filter('drawtext', { fontfile: font, textfile: file, expansion: 'none', ...look })];
}

const box = ({ x, y, width, height }: Placed) => ({ x, y, w: width, h: height });

const frameOf = ({ width, height }: Size) => ({ w: width, h: height });
