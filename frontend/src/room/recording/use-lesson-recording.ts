import type { LessonId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import {
  applyLessonEvent,
  LessonEventEnvelope,
  type LessonSnapshot,
  type RecordingStopReason,
} from '@seodang/contracts/live/lesson-events';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { LiveChannel } from '../../shared/live-channel/index.js';
import { recordingApi, type RecordingApi } from './recording.api.js';

/** What happened to the recording, told once. */
export type RecordingNews =
  | { readonly kind: 'started' | 'running' | 'failed' }
  | { readonly kind: 'stopped'; readonly reason: RecordingStopReason };

export interface RecordingDeps {
  readonly api: RecordingApi;
  readonly getChannel: () => Promise<Pick<LiveChannel, 'subscribe'>>;
  readonly onNews: (news: RecordingNews) => void;
}

const RETRY_MS = 3_000;

/** The page is there before the live connection is. */
async function loadChannel(): Promise<LiveChannel> {
  return (await import('../../shared/live-channel/index.js')).useLiveChannel();
}

/**
 * Whether the lesson is being recorded, by its events. Who comes late or missed some reads the snapshot; it is the same for
 * whoever pressed the button.
 */
export function useLessonRecording(
  lessonId: string,
  {
    api = recordingApi,
    getChannel = loadChannel,
    onNews,
  }: Partial<RecordingDeps> & Pick<RecordingDeps, 'onNews'>,
) {
  const snapshot = shallowRef<LessonSnapshot | null>(null);
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  async function look(): Promise<void> {
    clearTimeout(retry);
    try {
      take(await api.snapshot(lessonId), null);
    } catch {
      if (!isOver) retry = setTimeout(() => void look(), RETRY_MS);
    }
  }

  function take(next: LessonSnapshot, event: LessonEventEnvelope['event'] | null): void {
    const before = snapshot.value;
    if (before !== null && next.seq < before.seq) return;
    snapshot.value = next;
    const news = newsOf(before?.recording?.id, next, event);
    if (news !== null) onNews(news);
  }

  function hear(body: unknown): void {
    const envelope = LessonEventEnvelope.safeParse(body);
    if (!envelope.success || snapshot.value === null) return void look();
    const next = applyLessonEvent(snapshot.value, envelope.data);
    if (next === null) void look();
    else if (next !== snapshot.value) take(next, envelope.data.event);
  }

  let stop: () => void = () => undefined;
  const reader = { onBody: hear, onLive: () => void look() };
  getChannel().then(
    (channel) => {
      if (!isOver) stop = channel.subscribe(destinations.lesson(lessonId as LessonId), reader);
    },
    () => undefined,
  );
  // Without the live connection there is still the API.
  void look();
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(retry);
    stop();
  });
  return { running: computed(() => snapshot.value?.recording ?? null) };
}

function newsOf(
  before: string | undefined,
  next: LessonSnapshot,
  event: LessonEventEnvelope['event'] | null,
): RecordingNews | null {
  if (event?.type === 'recording.failed') return { kind: 'failed' };
  if (before === next.recording?.id) return null;
  if (next.recording === null) return endOf(before, next);
  return { kind: event?.type === 'recording.started' ? 'started' : 'running' };
}

function endOf(id: string | undefined, { lastRecording }: LessonSnapshot): RecordingNews {
  const known = lastRecording?.id === id ? lastRecording : null;
  if (known?.reason === null) return { kind: 'failed' };
  return { kind: 'stopped', reason: known?.reason ?? 'fault' };
}
