import type { RenditionName } from '@seodang/contracts/recordings';

/** What ffprobe tells of the source, and where its first frame lies in the day. */
export interface Facts {
  readonly durationMs: number;
  readonly video: VideoFacts | null;
  readonly audio: { readonly codec: string; readonly channels: number } | null;
  /** Epoch ms of position 0; null when the file does not say. */
  readonly startedAtMs: number | null;
  /** When nothing was recorded although it ran, e.g. while the media engine was restarted. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Sizes and times of keyframes allow that it is cut as it is. */
  readonly isReady: boolean;
}

export interface VideoFacts {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitRate: number | null;
}

export type VideoName = Exclude<RenditionName, 'audio'>;

export interface VideoRung {
  readonly name: VideoName;
  readonly width: number;
  readonly height: number;
  /** Taken as it is, without encoding. */
  readonly copies: boolean;
  readonly maxKbps: number;
}

export const SEGMENT_SEC = 4;

const HEIGHTS: readonly { name: VideoName; height: number; maxKbps: number }[] = [
  { name: '1080p', height: 1080, maxKbps: 4_500 },
  { name: '720p', height: 720, maxKbps: 2_500 },
  { name: '480p', height: 480, maxKbps: 1_100 },
  { name: '240p', height: 240, maxKbps: 350 },
];
/** A source somewhat below a step still goes by its name. */
const NEARLY = 0.9;

/**
 * The renditions of a picture, the largest first: those that are not larger than it, and at least the smallest. The largest
 * keeps the size of the source.
 */
export function ladderOf(video: VideoFacts, isReady: boolean): VideoRung[] {
  const fitting = HEIGHTS.filter(({ height }) => height * NEARLY <= video.height);
  const steps = fitting.length > 0 ? fitting : HEIGHTS.slice(-1);
  return steps.map(({ name, height, maxKbps }, nth) => {
    const target = nth === 0 ? Math.min(video.height, height) : height;
    const copies = nth === 0 && isReady && target === video.height && fitsFor(video, maxKbps);
    return { name, copies, maxKbps, ...scaled(video, target) };
  });
}

/** The passes over the source: the first makes what can be watched soonest, the second everything else. */
export function passesOf(rungs: readonly VideoRung[]): VideoRung[][] {
  const [first, ...rest] = rungs;
  if (!first) return [];
  // An encoding of full size takes longest: then the next smaller one goes first.
  if (first.copies || rest.length === 0) return [[first], rest].filter((pass) => pass.length > 0);
  const [next = first, ...others] = rest;
  return [[next], [first, ...others]];
}

function fitsFor({ codec, bitRate }: VideoFacts, maxKbps: number): boolean {
  return codec === 'h264' && (bitRate === null || bitRate <= maxKbps * 1_000 * 1.5);
}

/** Even numbers: the colour planes are half as large. */
function scaled({ width, height }: VideoFacts, target: number): { width: number; height: number } {
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);
  return { height: even(target), width: even((width * target) / height) };
}
