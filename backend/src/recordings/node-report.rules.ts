import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import type { LessonEvent, RecordingStopReason } from '@seodang/contracts/live/lesson-events';
import type { RecordingFailure, RecordingState } from '@seodang/contracts/recordings';

/** How far the media server is with a recording, in the order in which it goes. There is a file only with `ready`. */
export type NodeStatus = 'started' | 'stopped' | 'failed' | 'ready';

/** What the media server says of one recording; in any order, as often as it likes. */
export interface NodeReport {
  readonly lessonId: LessonId;
  /** Its id at the media server. Ids are used again after a deletion, so the time belongs to it. */
  readonly nodeId: string;
  readonly startedAt: Date;
  readonly status: NodeStatus;
  /** When this became so; null when that is not known. */
  readonly at: Date | null;
  readonly reason: RecordingStopReason | null;
  readonly sizeBytes: number | null;
  readonly durationMs: number | null;
}

/** What we know of a recording's life. */
export interface Life {
  readonly id: RecordingId;
  readonly nodeStatus: NodeStatus;
  readonly state: RecordingState;
  readonly stoppedAt: Date | null;
  readonly stopReason: RecordingStopReason | null;
  /** Why it was asked to stop, whether it did or not. */
  readonly askedStop: RecordingStopReason | null;
  readonly failure: RecordingFailure | null;
  readonly nodeSize: number | null;
  readonly nodeDurationMs: number | null;
}

export interface Step {
  readonly life: Life;
  /** The file is there: the work on it may begin. */
  readonly begins: boolean;
  /** What everybody in the lesson has to hear. */
  readonly event: LessonEvent | null;
}

const ORDER: readonly NodeStatus[] = ['started', 'stopped', 'failed', 'ready'];

/**
 * Takes in a report. All orders of the same reports lead to the same life: status only rises, a failure gives way to a file,
 * and what the pipeline has in hand is not taken from it.
 *
 * @param known Null when this recording was not heard of before.
 * @param id The id it gets then.
 */
export function takeIn(known: Life | null, report: NodeReport, id: RecordingId, now: Date): Step {
  const before = known ?? blank(id, report);
  const nodeStatus = known ? later(known.nodeStatus, report.status) : report.status;
  const wasWaiting = known === null || isWithNode(known);
  const state = wasWaiting ? stateOf(nodeStatus) : before.state;
  const life: Life = {
    ...before,
    nodeStatus,
    state,
    stoppedAt: stoppedAtAfter(before, report, now),
    stopReason: before.stopReason ?? reasonIn(report, before),
    failure: failureAfter(before, state, wasWaiting),
    nodeSize: before.nodeSize ?? report.sizeBytes,
    nodeDurationMs: before.nodeDurationMs ?? report.durationMs,
  };
  const begins = wasWaiting && nodeStatus === 'ready';
  return { life, begins, event: eventOf(known, life, { report, now }) };
}

/** What an instructor has asked for, or a lost webhook has left open, is told by the media server's words for it. */
export function toStopReason(why: string | null): RecordingStopReason | null {
  if (why === null) return null;
  if (/space|disk/i.test(why)) return 'no-space';
  if (why === 'recordingStoppedByServer') return 'by-instructor';
  if (why === 'sessionClosedByServer') return 'lesson-ended';
  if (why === 'lastParticipantLeft' || why === 'automaticStop') return 'nobody-inside';
  return 'fault';
}

/** Why it is over, as far as is known. */
export function whyOver({ stopReason, askedStop }: Life): RecordingStopReason {
  return stopReason ?? askedStop ?? 'fault';
}

/** To the media server whoever asks it to stop is the instructor. */
function reasonIn({ reason }: NodeReport, { askedStop }: Life): RecordingStopReason | null {
  return reason === 'by-instructor' ? (askedStop ?? reason) : reason;
}

/** Nothing of ours has begun on it: it is still the media server's. */
function isWithNode({ nodeStatus, state, failure }: Life): boolean {
  if (nodeStatus === 'ready') return false;
  return state === 'recording' || state === 'processing' || failure === 'not_recorded';
}

function blank(id: RecordingId, { status }: NodeReport): Life {
  return {
    id,
    nodeStatus: status,
    state: 'recording',
    stoppedAt: null,
    stopReason: null,
    askedStop: null,
    failure: null,
    nodeSize: null,
    nodeDurationMs: null,
  };
}

function stateOf(status: NodeStatus): RecordingState {
  if (status === 'started') return 'recording';
  return status === 'failed' ? 'failed' : 'processing';
}

function failureAfter(before: Life, state: RecordingState, wasWaiting: boolean): RecordingFailure | null {
  if (!wasWaiting) return before.failure;
  return state === 'failed' ? 'not_recorded' : null;
}

/** The word on the stop itself is exact; the others only tell that it happened before them. */
function stoppedAtAfter(before: Life, report: NodeReport, now: Date): Date | null {
  const { status, at, startedAt, durationMs } = report;
  if (status === 'started') return before.stoppedAt;
  if (status === 'stopped' && at) return at;
  if (before.stoppedAt) return before.stoppedAt;
  if (status === 'ready' && durationMs !== null) return new Date(startedAt.getTime() + durationMs);
  return at ?? now;
}

function later(one: NodeStatus, other: NodeStatus): NodeStatus {
  return ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other;
}

function eventOf(
  known: Life | null,
  life: Life,
  { report, now }: { report: NodeReport; now: Date },
): LessonEvent | null {
  const recordingId = life.id;
  const wasTold = known !== null && known.state !== 'recording';
  if (wasTold) return null;
  if (life.state === 'failed') return { type: 'recording.failed', recordingId };
  if (life.state === 'recording') {
    const startedAt = report.startedAt.toISOString();
    return known ? null : { type: 'recording.started', recordingId, startedAt };
  }
  if (!known) return null;
  const stoppedAt = (life.stoppedAt ?? now).toISOString();
  return { type: 'recording.stopped', recordingId, stoppedAt, reason: whyOver(life) };
}
