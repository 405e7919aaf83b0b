import type { PlayerQuality, PlayerState } from './player-port.js';

/** A moment may lie so far before a stretch that is loaded, and still belong to it. */
const NEAR_SEC = 0.1;

/** The end of what is loaded around a moment; null when nothing is. */
export function endOfBuffer(buffered: TimeRanges, sec: number): number | null {
  for (let at = buffered.length - 1; at >= 0; at -= 1) {
    if (buffered.start(at) <= sec + NEAR_SEC) return buffered.end(at);
  }
  return null;
}

interface MediaQuality {
  readonly id: string;
  readonly height: number;
}

const toQuality = ({ id, height }: MediaQuality): PlayerQuality => ({
  id,
  height: height > 0 ? height : null,
});

export function qualitiesOf(media: {
  readonly qualities: readonly MediaQuality[];
  readonly quality: MediaQuality | null;
  readonly autoQuality: boolean;
}): Pick<PlayerState, 'qualities' | 'quality' | 'shown'> {
  const { qualities, quality, autoQuality } = media;
  return {
    qualities: qualities.map(toQuality).toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0)),
    quality: autoQuality ? null : (quality?.id ?? null),
    shown: quality && toQuality(quality),
  };
}
