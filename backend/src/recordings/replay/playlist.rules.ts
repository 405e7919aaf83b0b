import type { RenditionName } from '@seodang/contracts/recordings';

/** A rendition as playlists need it. */
export interface Track {
  readonly name: RenditionName;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly codecs: string;
  /** Milliseconds of each segment, in order. */
  readonly segments: readonly number[];
}

/** What is kept of a recording; milliseconds. */
export interface Cut {
  readonly startMs: number;
  readonly endMs: number;
}

/** Makes the link of a path below the recording's version. */
export type LinkTo = (path: string) => string;

/** The segments that reach into the cut: the first of them, how many, and when the first begins. */
export function segmentsIn(
  segments: readonly number[],
  { startMs, endMs }: Cut,
): { first: number; count: number; atMs: number } {
  let at = 0;
  let first = -1;
  let firstAt = 0;
  let count = 0;
  segments.forEach((duration, nth) => {
    const isIn = at < endMs && at + duration > startMs;
    if (isIn && first < 0) [first, firstAt] = [nth, at];
    if (isIn) count += 1;
    at += duration;
  });
  return { first: Math.max(first, 0), count, atMs: firstAt };
}

/**
 * The playlist of all renditions. The sound is a rendition of its own, which every picture uses.
 *
 * @see RFC 8216 §4.3.4
 */
export function masterPlaylist(tracks: readonly Track[], linkTo: LinkTo): string {
  const audio = tracks.find(({ name }) => name === 'audio') ?? null;
  const video = tracks.filter(({ name }) => name !== 'audio').toSorted((a, b) => b.bandwidth - a.bandwidth);
  const all = audio ? [...video, audio] : video;
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(audio ? [soundLine(linkTo(`${audio.name}/index.m3u8`))] : []),
    ...all.flatMap((track) => [streamLine(track, audio), linkTo(`${track.name}/index.m3u8`)]),
    '',
  ].join('\n');
}

function soundLine(uri: string): string {
  const names = 'TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,AUTOSELECT=YES';
  return `#EXT-X-MEDIA:${names},URI="${uri}"`;
}

/** One that can be chosen: a picture with the sound, or the sound alone. */
function streamLine(track: Track, audio: Track | null): string {
  const sound = audio && track !== audio ? audio : null;
  const attributes = [
    `BANDWIDTH=${track.bandwidth + (sound?.bandwidth ?? 0)}`,
    `AVERAGE-BANDWIDTH=${track.averageBandwidth + (sound?.averageBandwidth ?? 0)}`,
    ...(track === audio ? [] : sizeOf(track)),
    `CODECS="${[track.codecs, ...(sound ? [sound.codecs] : [])].join(',')}"`,
    ...(audio ? ['AUDIO="sound"'] : []),
  ];
  return `#EXT-X-STREAM-INF:${attributes.join(',')}`;
}

function sizeOf({ width, height, frameRate }: Track): string[] {
  return [`RESOLUTION=${width}x${height}`, `FRAME-RATE=${(frameRate ?? 25).toFixed(3)}`];
}

/** The playlist of one rendition, without what was cut off. @see RFC 8216 §4.3.3 */
export function mediaPlaylist({ name, segments }: Track, cut: Cut, linkTo: LinkTo): string {
  const { first, count } = segmentsIn(segments, cut);
  const kept = segments.slice(first, first + count);
  const longest = Math.ceil(Math.max(1, ...kept) / 1000);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${longest}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${linkTo(`${name}/init.mp4`)}"`,
  ];
  kept.forEach((durationMs, nth) => {
    const file = `${String(first + nth).padStart(5, '0')}.m4s`;
    lines.push(`#EXTINF:${(durationMs / 1000).toFixed(3)},`, linkTo(`${name}/${file}`));
  });
  return `${lines.join('\n')}\n#EXT-X-ENDLIST\n`;
}
