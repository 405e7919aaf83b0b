import type { RecordingView } from '@seodang/contracts/recordings';

/** What a recording is, for its instructor, in one word. */
export type Standing = 'recording' | 'processing' | 'failed' | 'hidden' | 'published' | 'deleted';

export function standingOf({
  state,
  visibility,
  deletedAt,
}: Pick<RecordingView, 'state' | 'visibility' | 'deletedAt'>): Standing {
  if (deletedAt !== null) return 'deleted';
  if (state !== 'ready') return state;
  return visibility === 'hidden' ? 'hidden' : 'published';
}

/** Whether it changes by itself, so that one should look again. */
export const isStirring = ({ state, deletedAt }: Pick<RecordingView, 'state' | 'deletedAt'>): boolean =>
  deletedAt === null && (state === 'recording' || state === 'processing');

/** A size in the unit that gives it one to three digits before the point. */
export function sizeOf(bytes: number): { n: number; unit: 'KB' | 'MB' | 'GB' } {
  if (bytes >= 1e9) return { n: Math.round(bytes / 1e8) / 10, unit: 'GB' };
  if (bytes >= 1e6) return { n: Math.round(bytes / 1e6), unit: 'MB' };
  return { n: Math.ceil(bytes / 1e3), unit: 'KB' };
}

/** Days until an instant, at least one while it lies ahead; seven are seven, though a clock may be a minute off. */
export function daysUntil(instant: string, nowMs: number): number {
  const days = (Date.parse(instant) - nowMs) / 86_400_000;
  return days <= 0 ? 0 : Math.max(1, Math.round(days));
}
