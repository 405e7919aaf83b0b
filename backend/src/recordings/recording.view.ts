import type {
  RecordingCard,
  RecordingFailure,
  RecordingView,
  RecordingWork,
  RenditionName,
} from '@seodang/contracts/recordings';
import { RecordingFlaw, RecordingStage } from '@seodang/contracts/recordings';
import type { RecordingRow } from './recording.row.js';
import { rangesFromText, watchedPercent } from './replay/progress.rules.js';
import type { WatchRow } from './replay/watch.model.js';

/** How much of all the work each stage is. */
const SHARES: Readonly<Record<RecordingStage, number>> = {
  compose: 40,
  collect: 3,
  verify: 6,
  render: 48,
  publish: 3,
};
export const RESTORABLE_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** Best first. */
const ORDER: readonly RenditionName[] = ['1080p', '720p', '480p', '240p', 'audio'];

/** The ends of what is shown, within the recording. */
export function cutOf({ trimStartMs, trimEndMs, durationMs }: RecordingRow): {
  startMs: number;
  endMs: number;
} {
  const length = durationMs ?? 0;
  return { startMs: trimStartMs ?? 0, endMs: Math.min(trimEndMs ?? length, length) };
}

export function renditionsOf({ renditions }: RecordingRow): RenditionName[] {
  const names = listOf(renditions);
  return ORDER.filter((name) => names.includes(name));
}

export function flawsOf({ flaws }: RecordingRow): RecordingFlaw[] {
  return listOf(flaws).flatMap((flaw) => RecordingFlaw.safeParse(flaw).data ?? []);
}

export function toWork(row: RecordingRow): RecordingWork | null {
  const { state, percent, attempt, isPaused } = row;
  if (state !== 'processing') return null;
  const isComposing = row.nodeStatus !== 'ready';
  const stage = isComposing ? 'compose' : row.stage;
  // A rebuild takes the film that there is.
  const isRebuild = !isComposing && row.publishedVersion !== null && row.publishedVersion !== row.version;
  const stages = RecordingStage.options.filter((each) => !isRebuild || each !== 'compose');
  const all = sharesOf(stages);
  const done = sharesOf(stages.slice(0, stages.indexOf(stage))) + (SHARES[stage] * percent) / 100;
  const totalPercent = Math.min(99, Math.floor((done * 100) / all));
  return { stage, percent, totalPercent, isPaused: isPaused === 1, attempt };
}

function sharesOf(stages: readonly RecordingStage[]): number {
  return stages.reduce((sum, each) => sum + SHARES[each], 0);
}

/** @param poster A link that was made for who asks. */
export function toRecordingView(row: RecordingRow, poster: string | null): RecordingView {
  const { id, title, state, visibility, shareKey, durationMs, sizeBytes, stopReason, failure, viewers } = row;
  return {
    id,
    lesson: { id: row.lessonId, title: row.lessonTitle, startsAt: row.lessonStartsAt.toISOString() },
    course: { id: row.courseId, title: row.courseTitle },
    title,
    state,
    work: toWork(row),
    failure,
    flaws: flawsOf(row),
    stopReason,
    isWatchable: row.publishedVersion !== null,
    mayRebuild: mayRebuild(row),
    startedAt: row.startedAt.toISOString(),
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    durationMs,
    sizeBytes,
    renditions: renditionsOf(row),
    poster,
    trim: { startMs: row.trimStartMs, endMs: row.trimEndMs },
    visibility,
    sharePath: visibility === 'link' && shareKey ? `/replay/${id}?key=${shareKey}` : null,
    mayDownload: row.mayDownload === 1,
    captions: listOf(row.captions),
    retainUntil: row.retainUntil?.toISOString() ?? null,
    viewers,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    restorableUntil: row.deletedAt
      ? new Date(row.deletedAt.getTime() + RESTORABLE_DAYS * DAY_MS).toISOString()
      : null,
  };
}

export function toRecordingCard(
  row: RecordingRow,
  { poster, watch }: { poster: string | null; watch: WatchRow | null },
): RecordingCard {
  const cut = cutOf(row);
  return {
    id: row.id,
    lessonId: row.lessonId,
    title: row.title,
    state: row.state,
    work: toWork(row),
    isWatchable: row.publishedVersion !== null,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs === null ? null : cut.endMs - cut.startMs,
    poster,
    positionMs: watch?.positionMs ?? null,
    watchedPercent: watch ? watchedPercent(rangesFromText(watch.ranges), cut) : 0,
  };
}

/** The same as if nothing was cut off. */
export function untrimmed(row: RecordingRow): RecordingRow {
  return { ...row, trimStartMs: null, trimEndMs: null };
}

/** The film as it is would show what was trimmed off: then a part of it is made first. */
export function mayDownload(row: RecordingRow): boolean {
  const { mayDownload: isAllowed, cutKey, state, filmVersion, publishedVersion } = row;
  const hasFilm = filmVersion !== null && filmVersion === publishedVersion;
  return isAllowed === 1 && state === 'ready' && hasFilm && (!isTrimmed(row) || cutKey === cutKeyOf(row));
}

export function isTrimmed({
  trimStartMs,
  trimEndMs,
}: Pick<RecordingRow, 'trimStartMs' | 'trimEndMs'>): boolean {
  return trimStartMs !== null || trimEndMs !== null;
}

/** Names what is left of a film; milliseconds. */
export function cutKeyOf(row: RecordingRow): string {
  const { startMs, endMs } = cutOf(row);
  return `${startMs}-${endMs}`;
}

/** The film is at the media server still, or was kept with what was made of it; or the server may yet make it. */
export function mayRebuild(row: RecordingRow): boolean {
  const { state, hasRaw, nodeStatus, filmVersion, deletedAt } = row;
  const hasFilm = (hasRaw === 1 && nodeStatus === 'ready') || filmVersion !== null;
  const isOver = state === 'ready' || state === 'failed';
  return (hasFilm || needsFilm(row)) && deletedAt === null && isOver;
}

const NO_FILM: ReadonlySet<RecordingFailure | null> = new Set([
  'not_recorded',
  'source_missing',
  'source_unreadable',
  'nothing_recorded',
]);

/** The media server made no film of it, or one that is no good; it may have kept what films are made of. */
export function needsFilm({ state, hasRaw, failure }: RecordingRow): boolean {
  return state === 'failed' && hasRaw === 1 && NO_FILM.has(failure);
}

function listOf(text: string | null): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}
