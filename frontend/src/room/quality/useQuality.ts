import { useIntervalFn } from '@vueuse/core';
import { computed, shallowRef, watch, type Ref } from 'vue';
import type { MediaConnection, Traffic } from '../media/media-port.js';
import { climb, ladderFrom, limitOf, NO_PICTURE, type Ladder } from './ladder.rules.js';
import { GOOD, gradeOf, linkBetween, type Grade } from './quality.rules.js';

const LOOK_EVERY_MS = 2_000;

export interface QualityDeps {
  readonly connection: Readonly<Ref<MediaConnection | null>>;
  /** 0 for a camera of 720 lines, 1 for one of 360. */
  readonly top: number;
  /** Leaves the picture out, or sends it again. */
  readonly pausePicture: (paused: boolean) => Promise<void>;
  readonly now?: () => number;
}

/** Looks at the network every two seconds: how good it is, and how large a picture it carries. */
export function useQuality({ connection, top, pausePicture, now = () => performance.now() }: QualityDeps) {
  const grade = shallowRef<Grade>(GOOD);
  const ladder = shallowRef<Ladder>(ladderFrom(top));
  let before: { traffic: Traffic; atMs: number; of: MediaConnection } | null = null;

  async function look(): Promise<void> {
    const of = connection.value;
    if (of === null) return;
    // A peer that is just being closed has no stats; the next look comes soon.
    const traffic = await of.traffic().catch(() => null);
    const atMs = now();
    if (traffic === null || connection.value !== of) return;
    const last = before;
    before = { traffic, atMs, of };
    if (last?.of !== of || atMs <= last.atMs) return;
    const link = linkBetween(last.traffic, traffic, (atMs - last.atMs) / 1000);
    grade.value = gradeOf(link);
    ladder.value = climb(ladder.value, link, atMs);
  }

  useIntervalFn(() => void look(), LOOK_EVERY_MS);
  watch([connection, () => ladder.value.rung], ([present, rung], [, rungBefore]) => {
    if (rung === NO_PICTURE || rungBefore === NO_PICTURE) void pausePicture(rung === NO_PICTURE);
    if (rung !== NO_PICTURE) void present?.limitCamera(limitOf(ladder.value));
  });

  return { grade, pictureIsPaused: computed(() => ladder.value.rung === NO_PICTURE) };
}
