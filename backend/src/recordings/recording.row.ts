import type { CourseId, LessonId, RecordingId, UserId } from '@seodang/contracts/ids';
import type { RecordingStopReason } from '@seodang/contracts/live/lesson-events';
import type {
  RecordingFailure,
  RecordingStage,
  RecordingState,
  RecordingVisibility,
} from '@seodang/contracts/recordings';
import type { Life, NodeStatus } from './node-report.rules.js';

/** What the pipeline does; the rest is done by the media server. */
export type PipelineStage = Exclude<RecordingStage, 'compose'>;

/** A recording with the lesson it is of. */
export interface RecordingRow {
  readonly id: RecordingId;
  readonly lessonId: LessonId;
  readonly lessonTitle: string;
  readonly lessonStartsAt: Date;
  readonly courseId: CourseId;
  readonly courseTitle: string;
  readonly instructorId: UserId;
  readonly instructorName: string;
  readonly title: string;
  readonly nodeId: string;
  readonly nodeStartedAt: Date;
  readonly nodeStatus: NodeStatus;
  readonly nodeSize: number | null;
  readonly nodeDurationMs: number | null;
  readonly state: RecordingState;
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
  readonly stopReason: RecordingStopReason | null;
  /** Why it was asked to stop and by whom, whether it did or not. */
  readonly askedStop: RecordingStopReason | null;
  readonly askedStopBy: UserId | null;
  readonly stage: PipelineStage;
  readonly percent: number;
  readonly isPaused: 0 | 1;
  readonly attempt: number;
  readonly version: number;
  readonly dueAt: Date | null;
  readonly failure: RecordingFailure | null;
  /** Names of flaws with commas between. */
  readonly flaws: string;
  /** JSON: Facts. */
  readonly facts: string | null;
  readonly durationMs: number | null;
  readonly sizeBytes: number | null;
  /** Of the renditions that are shown; null when there are none. */
  readonly publishedVersion: number | null;
  /** Of which the whole film lies in the store; null when there is none. */
  readonly filmVersion: number | null;
  readonly hasRaw: 0 | 1;
  readonly visibility: RecordingVisibility;
  readonly shareKey: string | null;
  readonly mayDownload: 0 | 1;
  readonly trimStartMs: number | null;
  readonly trimEndMs: number | null;
  /** Which part of the film lies ready for a download, as `cutKeyOf` writes it. */
  readonly cutKey: string | null;
  /** JSON; null for those of the timeline. */
  readonly chapters: string | null;
  readonly retainUntil: Date | null;
  readonly deletedAt: Date | null;
  readonly purgedAt: Date | null;
  /** Names with commas between, of the version that is shown. */
  readonly renditions: string | null;
  /** Languages with commas between. */
  readonly captions: string | null;
  readonly viewers: number;
}

/** What a process may change of a row; times that are not given stay. */
export type RecordingChange = Partial<
  Pick<
    RecordingRow,
    | 'title'
    | 'state'
    | 'nodeStatus'
    | 'nodeSize'
    | 'nodeDurationMs'
    | 'startedAt'
    | 'askedStop'
    | 'askedStopBy'
    | 'stage'
    | 'percent'
    | 'attempt'
    | 'version'
    | 'dueAt'
    | 'failure'
    | 'flaws'
    | 'facts'
    | 'durationMs'
    | 'sizeBytes'
    | 'publishedVersion'
    | 'filmVersion'
    | 'visibility'
    | 'shareKey'
    | 'trimStartMs'
    | 'trimEndMs'
    | 'cutKey'
    | 'chapters'
    | 'retainUntil'
    | 'deletedAt'
    | 'purgedAt'
  > & {
    isPaused: boolean;
    hasRaw: boolean;
    hasFiles: boolean;
    mayDownload: boolean;
    needsCut: boolean;
    cutAfter: Date | null;
    failureDetail: string;
  }
>;

/** With who asked it to stop. */
export type LockedLife = Life & Pick<RecordingRow, 'askedStopBy'>;

/** At the media server, with what it is of. */
export interface RawFile {
  readonly id: RecordingId;
  readonly lessonId: LessonId;
  readonly nodeId: string;
  readonly startedAt: Date;
}

export const RECORDING_COLUMNS = `
  r.id, r.lesson_id AS lessonId, l.title AS lessonTitle, l.starts_at AS lessonStartsAt, c.id AS courseId,
  c.title AS courseTitle, c.instructor_id AS instructorId, i.name AS instructorName, r.title, r.node_id AS nodeId,
  r.node_started_at AS nodeStartedAt, r.node_status AS nodeStatus, r.node_size AS nodeSize,
  r.node_duration_ms AS nodeDurationMs, r.state, r.started_at AS startedAt, r.stopped_at AS stoppedAt,
  COALESCE(r.stop_reason, IF(r.state = 'recording', NULL, r.asked_stop)) AS stopReason, r.asked_stop AS askedStop,
  r.asked_stop_by AS askedStopBy, r.stage, r.percent, r.is_paused AS isPaused, r.attempt, r.version, r.due_at AS dueAt,
  r.failure, r.flaws, r.facts, r.duration_ms AS durationMs, r.size_bytes AS sizeBytes,
  r.published_version AS publishedVersion, r.film_version AS filmVersion, r.has_raw AS hasRaw, r.visibility, r.share_key AS shareKey,
  r.may_download AS mayDownload, r.cut_key AS cutKey, r.trim_start_ms AS trimStartMs, r.trim_end_ms AS trimEndMs, r.chapters,
  r.retain_until AS retainUntil, r.deleted_at AS deletedAt, r.purged_at AS purgedAt,
  (SELECT GROUP_CONCAT(q.name ORDER BY q.name) FROM recording_renditions q
    WHERE q.recording_id = r.id AND q.version = r.published_version) AS renditions,
  (SELECT GROUP_CONCAT(t.lang ORDER BY t.lang) FROM recording_captions t WHERE t.recording_id = r.id) AS captions,
  (SELECT COUNT(*) FROM recording_watches w WHERE w.recording_id = r.id) AS viewers`;

export const RECORDING_JOINS = `
  recordings r JOIN lessons l ON l.id = r.lesson_id JOIN courses c ON c.id = l.course_id
  JOIN users i ON i.id = c.instructor_id`;
