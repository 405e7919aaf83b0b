import { KEY_EVERY_S, type Plan, type Scene } from '../plan/plan.rules.js';
import { chain, filter, graph } from './filters.rules.js';
import { localInput } from './local-input.rules.js';
import type { SceneGraph } from './scene-graph.rules.js';

const SOUND_RATE = 48000;
/** Bits a second for a pixel a second, at most: 3 Mbit/s at 1280×720×25. */
const MOST_BITS = 0.13;

const ALWAYS = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-progress', 'pipe:1', '-y'];

export interface Encoding {
  readonly threads: number;
  readonly preset: string;
  readonly crf: number;
}

/** Reads each file from the key frame before the scene on, and gives H.264 that can be joined without coding it anew. */
export function sceneCommand(
  scene: Scene,
  { size, frameRate }: Pick<Plan, 'size' | 'frameRate'>,
  files: { readonly graph: SceneGraph; readonly graphFile: string; readonly out: string },
  encoding: Encoding,
): string[] {
  const inputs = files.graph.inputs.flatMap(({ file, fromMs }) => [
    ...['-threads', String(encoding.threads), '-reinit_filter', '0'],
    ...['-seek_timestamp', '1', '-noaccurate_seek', '-ss', seconds(fromMs), ...localInput(file)],
  ]);
  const keyEvery = KEY_EVERY_S * frameRate;
  const mostBits = Math.round(size.width * size.height * frameRate * MOST_BITS);
  return [
    ...ALWAYS,
    ...['-max_error_rate', '1'],
    ...inputs,
    ...['-filter_complex_script', files.graphFile, '-map', '[film]', '-frames:v', String(scene.frames)],
    ...['-r', String(frameRate), '-c:v', 'libx264', '-preset', encoding.preset, '-crf', String(encoding.crf)],
    ...['-maxrate', String(mostBits), '-bufsize', String(2 * mostBits)],
    // Frames that are shown in another order than they come would begin late where the film is cut into segments.
    ...['-profile:v', 'high', '-bf', '0', '-pix_fmt', 'yuv420p', '-threads', String(encoding.threads)],
    ...['-g', String(keyEvery), '-sc_threshold', '0', '-forced-idr', '1'],
    ...['-force_key_frames', `expr:eq(mod(n+${scene.fromFrame},${keyEvery}),0)`],
    ...['-video_track_timescale', String(frameRate * 1000), '-map_metadata', '-1', '-f', 'mp4', files.out],
  ];
}

export interface Mix {
  readonly lanes: readonly string[];
  readonly graphFile: string;
  readonly out: string;
  readonly container: 'mp4' | 'webm';
}

/**
 * All that is heard, as one.
 *
 * Each lane is stretched or pressed by some hundredths at most until its samples are where their times say: that takes the
 * drift of a sound card's clock out. Voices are added, not averaged, so nobody becomes quieter when others come; what
 * would be too loud is limited.
 */
export function mixGraph({ leadMs, durationMs }: Pick<Plan, 'leadMs' | 'durationMs'>, lanes: number): string {
  const ends = [
    filter('atrim', { start: leadMs / 1000 }),
    filter('asetpts', { expr: 'PTS-STARTPTS' }),
    filter('apad', { whole_dur: durationMs / 1000 }),
    filter('atrim', { end: durationMs / 1000 }),
  ];
  if (lanes === 0)
    return graph([
      chain([], [filter('anullsrc', { r: SOUND_RATE, cl: 'stereo', d: durationMs / 1000 })], ['sound']),
    ]);
  const straight = [
    // `+res`: a resampler that is only begun when it is needed forgets what time it is (ffmpeg 5.1).
    filter('aresample', { async: 1200, min_hard_comp: 0.1, first_pts: 0, osr: SOUND_RATE, flags: '+res' }),
    filter('aformat', { sample_fmts: 'fltp', channel_layouts: 'stereo' }),
  ];
  const names = Array.from({ length: lanes }, (_, index) => `l${index}`);
  const straightened = names.map((name, index) => chain([`${index}:a`], straight, [name]));
  const limit = filter('alimiter', { limit: 0.95, level: 0 });
  const mixed = [filter('amix', { inputs: lanes, normalize: 0, dropout_transition: 0 }), limit];
  return graph([...straightened, chain(names, [...(lanes > 1 ? mixed : []), ...ends], ['sound'])]);
}

export function mixCommand({ lanes, graphFile, out, container }: Mix): string[] {
  const codec =
    container === 'mp4' ? ['-c:a', 'aac', '-b:a', '128k'] : ['-c:a', 'libopus', '-b:a', '96k', '-vbr', 'on'];
  return [
    ...ALWAYS,
    ...['-max_error_rate', '1'],
    // libopus covers lost packets, ffmpeg's own decoder does not.
    ...lanes.flatMap((lane) => ['-c:a', 'libopus', ...localInput(lane)]),
    ...['-filter_complex_script', graphFile, '-map', '[sound]', '-ar', String(SOUND_RATE)],
    ...[...codec, '-map_metadata', '-1', '-f', container, out],
  ];
}

/** The list that ffmpeg's `concat` reads. */
export const sceneList = (files: readonly string[]): string =>
  ['ffconcat version 1.0', ...files.map((file) => `file ${file}`), ''].join('\n');

export interface Joining {
  readonly list: string | null;
  readonly sound: string | null;
  readonly out: string;
  readonly container: 'mp4' | 'webm';
}

/** The finished film: scenes in turn and the sound, nothing coded anew. */
export function joinCommand({ list, sound, out, container }: Joining, plan: Plan): string[] {
  return [
    ...ALWAYS,
    ...(list === null ? [] : ['-f', 'concat', '-safe', '1', ...localInput(list)]),
    ...(sound === null ? [] : localInput(sound)),
    ...(list === null ? [] : ['-map', '0:v']),
    ...(sound === null ? [] : ['-map', `${list === null ? 0 : 1}:a`]),
    ...['-c', 'copy', '-map_metadata', '-1', '-metadata', `comment=${comment(plan)}`],
    ...['-metadata', `creation_time=${new Date(plan.startedAt).toISOString()}`],
    ...(container === 'mp4' ? ['-movflags', '+faststart'] : []),
    ...['-f', container, out],
  ];
}

/** The film's zero and its gaps, for those who only have the file. */
function comment({ startedAt, gaps }: Plan): string {
  const list = gaps.map(({ fromMs, toMs }) => `${Math.round(fromMs)}-${Math.round(toMs)}`);
  return [`seodang:startedAt=${startedAt}`, ...(list.length === 0 ? [] : [`gaps=${list.join(',')}`])].join(
    ';',
  );
}

/** A still of a film that is worth showing: not its very first moment. */
export function thumbnailCommand(film: string, { durationMs }: Plan, out: string): string[] {
  const atMs = Math.min(5000, durationMs / 2);
  const still = ['-map', '0:v', '-frames:v', '1', '-q:v', '3', '-f', 'image2', '-update', '1', out];
  return [...ALWAYS, '-ss', seconds(atMs), ...localInput(film), ...still];
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
