import type { ReplayView } from '@seodang/contracts/replay';
import { useQuery } from '@tanstack/vue-query';
import { computed, shallowRef, watch, type Ref } from 'vue';
import { attendanceApi } from '../../attendance/index.js';
import { useSession } from '../../identity/index.js';
import { queryClient } from '../../shared/query.js';
import type { Playback } from '../player/use-playback.js';
import { missedOf, nextWithin } from './missed.rules.js';

/** The parts of a replay during which I was not in the lesson, and whether only those are played. */
export function useMissed(replay: Readonly<Ref<ReplayView>>, playback: Playback) {
  const session = useSession();
  const lessonId = replay.value.lesson.id;
  const { data } = useQuery(
    {
      queryKey: ['attendance', lessonId],
      queryFn: ({ signal }) => attendanceApi.of(lessonId, signal),
      // Whoever manages it would be told of everybody.
      enabled: replay.value.may.keep && !replay.value.may.manage,
      staleTime: 60_000,
    },
    queryClient,
  );
  const missed = computed(() => {
    const mine = data.value?.people.find(({ userId }) => userId === session.user?.id);
    return mine?.part === 'student' ? missedOf(mine.intervals, replay.value) : [];
  });
  /** They were there for no moment of it. */
  const isAll = computed(() => {
    const [only] = missed.value;
    const { startMs, endMs } = replay.value.trim;
    return missed.value.length === 1 && only?.fromMs === startMs && only.toMs === endMs;
  });

  const onlyMissed = shallowRef(false);
  watch([playback.positionMs, playback.isPlaying, onlyMissed], ([at, plays, only]) => {
    if (!only || !plays) return;
    const next = nextWithin(missed.value, at);
    if (next === 'end') {
      onlyMissed.value = false;
      playback.pause();
    } else if (next !== null) playback.seek(next);
  });

  function playMissed(): void {
    const [first] = missed.value;
    if (first === undefined) return;
    onlyMissed.value = true;
    playback.playFrom(first.fromMs);
  }

  function playAll(): void {
    onlyMissed.value = false;
  }

  return { missed, isAll, onlyMissed, playMissed, playAll };
}

export type Missed = ReturnType<typeof useMissed>;
