import type { Take, TakeProperties, TakeStream } from '../../recorder/take.js';
import { LAYOUTS, place, type Layout, type Placed, type Size } from '../layout/layout.rules.js';
import { initialOf, nameOf } from '../layout/people.rules.js';
import type { Material } from '../media/material.js';
import { MIN_SCENE_MS } from './scene-length.rules.js';
import { showsScreen } from './screen.rules.js';
import { lastUpTo, stretches, walk, type Span } from './spans.rules.js';
import { viewsOf, type View, type ViewSpan } from './views.rules.js';

/** One of those who are seen in a scene. */
export interface SceneTile extends Placed {
  /** Index of the stream in take and material. */
  readonly stream: number;
  readonly view: View;
  readonly isScreen: boolean;
  readonly name: string;
  readonly initial: string;
}

/** A stretch of the film in which everybody stays in place. */
export interface Scene {
  readonly index: number;
  /** The first of its frames, counted from the film's beginning. */
  readonly fromFrame: number;
  readonly frames: number;
  /** `gap`: nothing could be recorded; what was seen last stands still, and marked. */
  readonly kind: 'live' | 'gap';
  readonly tiles: readonly SceneTile[];
}

/** A film to be made: pure data, and the same whenever it is made of the same take. */
export interface Plan {
  /** Epoch ms of the film's first frame. */
  readonly startedAt: number;
  /** Ms from the take's `startedAt` to the film's first frame; times in the material's files count from there. */
  readonly leadMs: number;
  readonly durationMs: number;
  readonly size: Size;
  readonly frameRate: number;
  /** Whether names stand on the pictures. */
  readonly hasNames: boolean;
  /** None when the film has no picture. */
  readonly scenes: readonly Scene[];
  /** Film time. */
  readonly gaps: readonly Span[];
}

/** Distance of the film's key frames, in seconds: segments of a ladder made of it are as long. */
export const KEY_EVERY_S = 4;

const MIN_GAP_MS = 300;
/** Scenes that nothing changes in are cut after so long, so that little is lost when the making is killed. */
const CUT_AFTER_S = 60;
const CUT_AT_LATEST_S = 600;
/** To begin in the middle, all from the key frame before has to be decoded: no cut where that is further back. */
const MAX_PREROLL_MS = 8000;

/**
 * What is seen and heard of a take, from the first picture or sound to the last.
 *
 * @returns null when there was neither.
 */
export function takeToPlan(take: Take, material: Material): Plan | null {
  const { layout, hasNames } = lookOf(take.properties);
  const views = take.streams.map((stream, index) => {
    const found = material.streams[index];
    return found === undefined ? [] : viewsOf(stream, found, take.startedAt);
  });
  const all = take.properties.hasVideo ? views.flat() : [];
  const span = extentOf([...all, ...material.streams.flatMap(({ sounds }) => sounds)], take);
  if (span === null) return null;
  const gaps = gapsOf(take, material, span);
  const { frameRate } = take.properties;
  const plan = {
    startedAt: Math.round(take.startedAt + span.fromMs),
    leadMs: span.fromMs,
    durationMs: (Math.max(1, Math.round(((span.toMs - span.fromMs) * frameRate) / 1000)) * 1000) / frameRate,
    size: sizeOf(take.properties),
    frameRate,
    hasNames,
    gaps: gaps.map(({ fromMs, toMs }) => ({ fromMs: fromMs - span.fromMs, toMs: toMs - span.fromMs })),
  };
  const stage = { take, views, gaps, layout, size: plan.size };
  const acts = take.properties.hasVideo ? toActs(stage, span) : [];
  return { ...plan, scenes: cut(toScenes(acts, plan), material, plan) };
}

function lookOf({ recordingLayout, customLayout }: TakeProperties): { layout: Layout; hasNames: boolean } {
  const [name = ''] = (recordingLayout === 'CUSTOM' ? customLayout : recordingLayout).split('+');
  return {
    layout: LAYOUTS.find((layout) => layout === name) ?? 'BEST_FIT',
    hasNames: recordingLayout === 'CUSTOM' && customLayout.endsWith('+names'),
  };
}

function sizeOf({ resolution }: TakeProperties): Size {
  const [width = 1280, height = 720] = resolution.split('x').map((side) => 2 * Math.floor(Number(side) / 2));
  return { width, height };
}

function extentOf(spans: readonly Span[], { startedAt, stoppedAt }: Take): Span | null {
  if (spans.length === 0) return null;
  const fromMs = Math.max(
    0,
    spans.reduce((first, span) => Math.min(first, span.fromMs), Infinity),
  );
  const lastMs = spans.reduce((last, { toMs }) => Math.max(last, toMs), 0);
  const toMs = Math.min(lastMs, stoppedAt - startedAt);
  return toMs > fromMs ? { fromMs, toMs } : null;
}

/** A gap is over when the first packet comes. */
function gapsOf({ gaps, startedAt }: Take, { streams }: Material, film: Span): Span[] {
  const media = streams.flatMap(({ pictures, sounds }) => [...pictures, ...sounds]);
  return gaps
    .map(({ from, to }) => {
      const fromMs = Math.max(film.fromMs, from - startedAt);
      const backMs = media.reduce(
        (first, span) => (span.fromMs > fromMs ? Math.min(first, span.fromMs) : first),
        Infinity,
      );
      return { fromMs, toMs: Math.min(film.toMs, to - startedAt, backMs) };
    })
    .filter(({ fromMs, toMs }) => toMs - fromMs >= MIN_GAP_MS);
}

interface Stage {
  readonly take: Take;
  readonly views: readonly (readonly ViewSpan[])[];
  readonly gaps: readonly Span[];
  readonly layout: Layout;
  readonly size: Size;
}

interface Act extends Span {
  readonly kind: Scene['kind'];
  readonly tiles: readonly SceneTile[];
}

/** Who is where, for each stretch between two changes. */
function toActs(stage: Stage, film: Span): Act[] {
  const changes = [...stage.views.flat(), ...stage.gaps].flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const inside = changes.filter((ms) => ms > film.fromMs && ms < film.toMs);
  const gapAt = walk(stage.gaps);
  const viewsAt = stage.views.map((views) => walk(views));
  const acts: Act[] = [];
  let tiles: readonly SceneTile[] = [];
  for (const span of withoutMoments(stretches([film.fromMs, ...inside, film.toMs]))) {
    const isGap = gapAt(span.atMs) !== undefined;
    if (!isGap)
      tiles = tilesOf(
        stage,
        viewsAt.map((viewAt) => viewAt(span.atMs)?.view),
      );
    const act: Act = { fromMs: span.fromMs, toMs: span.toMs, kind: isGap ? 'gap' : 'live', tiles };
    const last = acts.at(-1);
    if (last !== undefined && isSame(last, act)) acts[acts.length - 1] = { ...last, toMs: act.toMs };
    else acts.push(act);
  }
  return acts;
}

/**
 * A stretch that is too short joins the one after it, the last one that before it.
 *
 * @returns With the time in each that counts: what changes in a moment is shown as it is after that.
 */
function withoutMoments(spans: readonly Span[]): (Span & { readonly atMs: number })[] {
  const result: (Span & { readonly atMs: number })[] = [];
  let fromMs: number | null = null;
  for (const [index, span] of spans.entries()) {
    fromMs ??= span.fromMs;
    const isLast = index === spans.length - 1;
    const isShort = span.toMs - fromMs < MIN_SCENE_MS;
    const before = result.at(-1);
    if (isLast && isShort && before !== undefined) result[result.length - 1] = { ...before, toMs: span.toMs };
    if (isShort && (!isLast || before !== undefined)) continue;
    result.push({ fromMs, toMs: span.toMs, atMs: (span.fromMs + span.toMs) / 2 });
    fromMs = null;
  }
  return result;
}

const isSame = (a: Act, b: Act): boolean =>
  a.kind === b.kind && JSON.stringify(a.tiles) === JSON.stringify(b.tiles);

/** @param views What is seen of each stream, if anything. */
function tilesOf({ take, layout, size }: Stage, views: readonly (View | undefined)[]): SceneTile[] {
  const seen = take.streams.flatMap((stream, index) => {
    const view = views[index];
    if (view === undefined) return [];
    const name = nameOf(stream);
    return [
      { id: String(index), stream: index, view, name, initial: initialOf(name), ...shapeOf(view, stream) },
    ];
  });
  return place(layout, size, seen).flatMap((placed) => {
    const tile = seen.find(({ id }) => id === placed.id);
    if (tile === undefined) return [];
    const { stream, view, name, initial, isScreen } = tile;
    return [{ ...placed, stream, view, name, initial, isScreen }];
  });
}

const CARD_ASPECT = 16 / 9;

const shapeOf = (view: View, stream: TakeStream) => ({
  aspect: view.kind === 'picture' ? view.aspect : CARD_ASPECT,
  isScreen: showsScreen(stream),
});

/** Acts in whole frames. */
function toScenes(acts: readonly Act[], { leadMs, frameRate }: Pick<Plan, 'leadMs' | 'frameRate'>): Scene[] {
  const frameOf = (ms: number) => Math.round(((ms - leadMs) * frameRate) / 1000);
  return acts
    .map(({ kind, tiles, fromMs, toMs }) => {
      const fromFrame = frameOf(fromMs);
      return { index: 0, kind, tiles, fromFrame, frames: Math.max(1, frameOf(toMs)) - fromFrame };
    })
    .filter(({ frames }) => frames > 0);
}

/** Long scenes in pieces that begin where a key frame is near, and where the film has one of its own. */
function cut(
  scenes: readonly Scene[],
  material: Material,
  plan: Pick<Plan, 'frameRate' | 'leadMs'>,
): Scene[] {
  const pieces = scenes.flatMap((scene) => {
    const cuts = [scene.fromFrame, ...cutsIn(scene, material, plan)];
    const endFrame = scene.fromFrame + scene.frames;
    return cuts.map((at, index) => ({ ...scene, fromFrame: at, frames: (cuts[index + 1] ?? endFrame) - at }));
  });
  return pieces.map((scene, index) => ({ ...scene, index }));
}

function cutsIn(
  scene: Scene,
  material: Material,
  { frameRate, leadMs }: Pick<Plan, 'frameRate' | 'leadMs'>,
): number[] {
  const step = KEY_EVERY_S * frameRate;
  const lastFrame = scene.fromFrame + scene.frames - (CUT_AFTER_S * frameRate) / 2;
  const cuts: number[] = [];
  for (let at = Math.ceil(scene.fromFrame / step) * step; at <= lastFrame; at += step) {
    const sinceS = (at - (cuts.at(-1) ?? scene.fromFrame)) / frameRate;
    if (sinceS < CUT_AFTER_S) continue;
    const isNear = prerollOf(scene, material, leadMs + (at * 1000) / frameRate) <= MAX_PREROLL_MS;
    if (isNear || sinceS >= CUT_AT_LATEST_S) cuts.push(at);
  }
  return cuts;
}

function prerollOf({ tiles }: Scene, { streams }: Material, ms: number): number {
  const waits = tiles.map(({ stream, view }) => {
    const keys = view.kind === 'picture' ? (streams[stream]?.keysMs ?? []) : [ms];
    return ms - (lastUpTo(keys, ms, (keyMs) => keyMs) ?? ms);
  });
  return Math.max(0, ...waits);
}
