import { filmInput } from './film-input.rules.js';
import { SEGMENT_SEC, type VideoRung } from './ladder.rules.js';

/** Where a pass writes: a folder for each rendition, with its own playlist. */
export interface Pass {
  readonly source: string;
  readonly folder: string;
  readonly video: readonly VideoRung[];
  /** Whether the sound is written in this pass, and can be taken as it is. */
  readonly audio: 'copy' | 'encode' | null;
  readonly frameRate: number;
}

/**
 * The arguments of one run of ffmpeg that reads the source once and writes every rendition of the pass as HLS with fMP4
 * segments, whose keyframes lie at the same times.
 */
export function argsOfPass({ source, folder, video, audio, frameRate }: Pass): string[] {
  const encoded = video.filter(({ copies }) => !copies);
  const copied = video.filter(({ copies }) => copies);
  return [
    ...['-v', 'error', ...filmInput(source)],
    ...graphOf(encoded),
    ...copied.flatMap((rung) => ['-map', '0:v:0', '-c:v', 'copy', ...hls(folder, rung.name)]),
    ...encoded.flatMap((rung) => [...encoding(rung, frameRate), ...hls(folder, rung.name)]),
    ...(audio === null ? [] : [...sound(audio), ...hls(folder, 'audio')]),
  ];
}

/** Each size is made from the next larger one: the picture is decoded once, and small ones are scaled cheaply. */
function graphOf(rungs: readonly VideoRung[]): string[] {
  if (rungs.length === 0) return [];
  const links = rungs.map(({ name, width, height }, nth) => {
    const from = nth === 0 ? '0:v:0' : `to${name}`;
    const next = rungs[nth + 1];
    const scale = `scale=${width}:${height}:flags=bicubic`;
    const tail = next ? `split=2[v${name}][to${next.name}]` : `null[v${name}]`;
    return `[${from}]${scale},format=yuv420p,${tail}`;
  });
  return ['-filter_complex', links.join(';')];
}

function encoding({ name, maxKbps }: VideoRung, frameRate: number): string[] {
  const gop = Math.ceil(frameRate * SEGMENT_SEC);
  return [
    ...['-map', `[v${name}]`, '-c:v', 'libx264', '-preset', 'superfast', '-crf', '26'],
    ...['-profile:v', name === '240p' ? 'baseline' : 'main', '-bf', '0'],
    ...['-maxrate', `${maxKbps}k`, '-bufsize', `${2 * maxKbps}k`],
    ...['-g', String(gop), '-sc_threshold', '0'],
    ...['-force_key_frames', `expr:gte(t,n_forced*${SEGMENT_SEC})`],
  ];
}

function sound(audio: 'copy' | 'encode'): string[] {
  const codec =
    audio === 'copy' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '96k', '-ar', '48000', '-ac', '2'];
  return ['-map', '0:a:0', ...codec];
}

function hls(folder: string, name: string): string[] {
  return [
    ...['-f', 'hls', '-hls_time', String(SEGMENT_SEC), '-hls_playlist_type', 'vod', '-hls_list_size', '0'],
    ...[
      '-hls_segment_type',
      'fmp4',
      '-hls_fmp4_init_filename',
      'init.mp4',
      '-hls_flags',
      'independent_segments',
    ],
    ...['-hls_segment_filename', `${folder}/${name}/%05d.m4s`, `${folder}/${name}/index.m3u8`],
  ];
}
