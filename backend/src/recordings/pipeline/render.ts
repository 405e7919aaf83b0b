import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import type { RenditionName } from '@seodang/contracts/recordings';
import { argsOfPass } from './encode.rules.js';
import { StageFault } from './fault.js';
import { runFfmpeg } from './ffmpeg.js';
import { areAligned, bandwidthOf, codecOf, readPlaylist, type Segment } from './hls.rules.js';
import { ladderOf, passesOf, type Facts, type VideoRung } from './ladder.rules.js';
import { sourceIn, type Work } from './work.js';
import type { Rendition } from './work.model.js';

/** What one run of ffmpeg makes. */
export interface PlannedPass {
  readonly video: readonly VideoRung[];
  readonly hasAudio: boolean;
  /** How much of all the work it is, 0 to 1. */
  readonly share: number;
}

/** A rendition that lies ready in a folder of this machine. */
export interface Made {
  readonly folder: string;
  readonly rendition: Rendition;
}

/** What has to be made of a film, in the order in which it is of use. The sound comes with the first pass. */
export function planOf({ video, audio, isReady }: Facts): PlannedPass[] {
  const passes = video ? passesOf(ladderOf(video, isReady)) : [];
  const all = (passes.length > 0 ? passes : [[]]).map((rungs, nth) => ({
    video: rungs,
    hasAudio: audio !== null && nth === 0,
    weight: rungs.reduce((sum, rung) => sum + (rung.copies ? 0.05 : (rung.width * rung.height) / 1e6), 0.05),
  }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  return all.map(({ weight, ...pass }) => ({ ...pass, share: weight / total }));
}

/**
 * Runs one pass, unless all it makes lies there already from an earlier try.
 *
 * @param report How far this pass is, 0 to 1.
 * @throws {StageFault} `render_failed`
 */
export async function renderPass(
  work: Work,
  { facts, pass, report }: { facts: Facts; pass: PlannedPass; report: (done: number) => void },
): Promise<Made[]> {
  const names = namesOf(pass);
  const folder = `${work.folder}/v${work.row.version}`;
  const there = await Promise.all(names.map((name) => isThere(`${folder}/${name}`)));
  if (there.includes(false)) await encode(work, { facts, pass, report, folder });
  return Promise.all(names.map((name) => readMade(`${folder}/${name}`, name, { facts, pass })));
}

export function namesOf({ video, hasAudio }: PlannedPass): RenditionName[] {
  return [...video.map(({ name }) => name), ...(hasAudio ? (['audio'] as const) : [])];
}

interface Encoding {
  readonly facts: Facts;
  readonly pass: PlannedPass;
  readonly report: (done: number) => void;
  readonly folder: string;
}

async function encode(work: Work, { facts, pass, report, folder }: Encoding): Promise<void> {
  const half = `${folder}/.pass`;
  await rm(half, { recursive: true, force: true });
  for (const name of namesOf(pass)) await mkdir(`${half}/${name}`, { recursive: true });
  await runFfmpeg({
    args: argsOfPass({
      source: sourceIn(work),
      folder: half,
      video: pass.video,
      audio: pass.hasAudio ? soundOf(facts) : null,
      frameRate: facts.video?.frameRate ?? 25,
    }),
    signal: work.signal,
    brake: work.brake,
    onProgress: (sec) => {
      report((sec * 1000) / facts.durationMs);
    },
  });
  for (const name of namesOf(pass)) {
    await rm(`${folder}/${name}`, { recursive: true, force: true });
    await rename(`${half}/${name}`, `${folder}/${name}`);
  }
}

/** Only what ends with its playlist was renamed into place. */
async function isThere(folder: string): Promise<boolean> {
  const text = await readFile(`${folder}/index.m3u8`, 'utf8').catch(() => '');
  return readPlaylist(text) !== null;
}

async function readMade(
  folder: string,
  name: RenditionName,
  { facts, pass }: { facts: Facts; pass: PlannedPass },
): Promise<Made> {
  const segments = readPlaylist(await readFile(`${folder}/index.m3u8`, 'utf8'));
  const init = await readFile(`${folder}/init.mp4`);
  const codec = codecOf(init);
  if (!segments || !codec) throw new StageFault('render_failed', `${name} came out broken`);
  assertWhole(segments, facts.durationMs, name);
  const sizes = await Promise.all(segments.map(async (each) => (await stat(`${folder}/${each.name}`)).size));
  const { average, peak } = bandwidthOf(
    segments.map(({ durationMs }, nth) => ({ durationMs, sizeBytes: sizes[nth] ?? 0 })),
  );
  const rung = pass.video.find((each) => each.name === name);
  const rendition: Rendition = {
    name,
    width: rung?.width ?? null,
    height: rung?.height ?? null,
    frameRate: rung ? (facts.video?.frameRate ?? null) : null,
    bandwidth: peak,
    averageBandwidth: average,
    codecs: codec,
    segments: segments.map(({ durationMs }) => durationMs),
    sizeBytes: sizes.reduce((sum, size) => sum + size, init.length),
  };
  return { folder, rendition };
}

/** What is shorter than the film by more than its last moment was cut off in the making. */
function assertWhole(segments: readonly Segment[], durationMs: number, name: string): void {
  const total = segments.reduce((sum, each) => sum + each.durationMs, 0);
  if (total < durationMs - Math.max(2_000, durationMs / 100))
    throw new StageFault('render_failed', `${name} has ${total} ms of ${durationMs} ms`);
}

/** @throws {StageFault} when a player could not go from one to the other at each segment. */
export function assertAligned(made: readonly Rendition[]): void {
  const video = made.filter(({ name }) => name !== 'audio');
  const asSegments = ({ segments }: Rendition) => segments.map((durationMs) => ({ name: '', durationMs }));
  const [first, ...others] = video;
  const apart = first && others.find((other) => !areAligned(asSegments(first), asSegments(other)));
  if (apart) throw new StageFault('render_failed', `${apart.name} is not aligned with ${first.name}`);
}

function soundOf({ audio }: Facts): 'copy' | 'encode' {
  return audio?.codec === 'aac' && audio.channels <= 2 ? 'copy' : 'encode';
}
