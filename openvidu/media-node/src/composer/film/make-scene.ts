import { existsSync } from 'node:fs';
import type { Scene } from '../plan/plan.rules.js';
import { ComposeError } from './compose-error.js';
import { sceneCommand } from './commands.rules.js';
import { runFfmpeg } from './ffmpeg.js';
import { runOf, type Making } from './making.js';
import { sceneGraph, type SceneWords } from './scene-graph.rules.js';

/** Debian's fonts-noto-cjk, which knows Hangul; else what is nearly everywhere. */
const FONTS = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
];
const GAP_WORDS = '잠시 연결이 끊겼습니다 · Connection interrupted';
/** Takes two thirds of what `veryfast` takes, and hardly anything is to be seen lost: SSIM 0.975 against 0.976. */
const QUALITY = { preset: 'superfast', crf: 22 } as const;

/** People's words go into files: no letter of theirs can mean anything in a graph. */
export async function writeWords({ plan, workshop }: Making): Promise<SceneWords> {
  const people = new Map(
    plan.scenes.flatMap(({ tiles }) => tiles.map((tile) => [tile.stream, tile] as const)),
  );
  const words: SceneWords = {
    font: FONTS.find((path) => existsSync(path)) ?? null,
    gap: 'gap.txt',
    name: (stream) => `name-${stream}.txt`,
    initial: (stream) => `initial-${stream}.txt`,
  };
  await workshop.write(words.gap, GAP_WORDS);
  for (const [stream, { name, initial }] of people) {
    await workshop.write(words.name(stream), name);
    await workshop.write(words.initial(stream), initial);
  }
  return words;
}

export interface SceneOrder {
  readonly scene: Scene;
  readonly name: string;
  readonly threads: number;
  readonly words: SceneWords;
  readonly onProgress: (share: number) => void;
}

/**
 * One file with exactly the scene's frames, since all that follow are shifted by what is missing.
 *
 * What a decoder cannot make anything of must not cost the whole film: it is tried again upon a ground that is always
 * there, and at last with cards in place of pictures.
 */
export async function makeScene(making: Making, order: SceneOrder): Promise<void> {
  const { scene, name } = order;
  const cards = scene.tiles.map((tile) => ({ ...tile, view: { kind: 'card' } as const }));
  const ways = [scene, { ...scene, isOnGround: true }, { ...scene, tiles: cards }];
  await making.workshop.make(name, async (half) => {
    for (const [index, way] of ways.entries()) {
      const isLast = index === ways.length - 1;
      if (await isMade(making, { ...order, scene: way }, half).catch(unlessLost(isLast))) return;
    }
    throw new ComposeError('ffmpeg', `Scene ${scene.index} has not the frames that it should have`);
  });
}

/** One way that led nowhere is no reason to give up; a full disk or an order to stop is. */
const unlessLost = (isLast: boolean) => (error: unknown) => {
  if (isLast || !(error instanceof ComposeError) || error.fault === 'space') throw error;
  return false;
};

async function isMade(making: Making, order: SceneOrder, half: string): Promise<boolean> {
  const { plan, material, workshop } = making;
  const { scene, name, threads, words, onProgress } = order;
  const graph = sceneGraph(scene, { plan, material, words });
  const graphFile = `${name}.txt`;
  await workshop.write(graphFile, graph.graph);
  const { frames: made } = await runFfmpeg({
    args: sceneCommand(scene, plan, { graph, graphFile, out: half }, { ...QUALITY, threads }),
    ...runOf(making),
    onProgress: ({ frames }) => {
      onProgress(frames / scene.frames);
    },
  });
  return made === scene.frames;
}
