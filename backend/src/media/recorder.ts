import type { LessonId } from '@seodang/contracts/ids';
import { AppError } from '@seodang/server-kit/errors';
import {
  toStopReason,
  type NodeReport,
  type RecordedFile,
  type Recorder,
  type SeenReport,
  type StartRefusal,
} from '../recordings/index.js';
import { CircuitOpen } from './circuit.js';
import { lessonIdOfSession, sessionIdOf, type RecordingEvent } from './media.rules.js';
import { MediaServerError } from './media-server-error.js';
import type { OpenViduAdapter } from './openvidu.adapter.js';
import type { SeenRecording } from './openvidu.shapes.js';

const RETRY_AFTER_SEC = 2;

/** @see OpenVidu 2.32 REST API, `POST /recordings/start`; 503 is our own node's word for a full disk. */
const REFUSALS: Readonly<Record<number, StartRefusal>> = {
  404: 'nobody-inside',
  406: 'nobody-inside',
  409: 'running',
  500: 'failed',
  501: 'switched-off',
  503: 'no-space',
};

/** Recordings of lessons at an OpenVidu server. */
export class MediaRecorder implements Recorder {
  readonly #openvidu: OpenViduAdapter;

  constructor({ openvidu }: { readonly openvidu: OpenViduAdapter }) {
    this.#openvidu = openvidu;
  }

  async start(lessonId: LessonId): Promise<NodeReport | StartRefusal> {
    try {
      return reportOn(lessonId, await this.#openvidu.startRecording(sessionIdOf(lessonId)));
    } catch (error) {
      const status = error instanceof MediaServerError ? error.status : null;
      return (status === null ? undefined : REFUSALS[status]) ?? unavailable(error);
    }
  }

  async stop(lessonId: LessonId, nodeId: string): Promise<NodeReport | null> {
    const seen = await this.#openvidu.stopRecording(sessionIdOf(lessonId), nodeId).catch(unavailable);
    return seen && reportOn(lessonId, seen);
  }

  async list(): Promise<SeenReport[]> {
    const seen = await this.#openvidu.listRecordings().catch(unavailable);
    return seen.flatMap((recording) => {
      const lessonId = lessonIdOfSession(recording.sessionId);
      return lessonId ? [{ ...reportOn(lessonId, recording), composed: recording.composed }] : [];
    });
  }

  async remove(nodeId: string): Promise<void> {
    await this.#openvidu.removeRecording(nodeId).catch(unavailable);
  }

  async remake(nodeId: string): Promise<boolean> {
    try {
      return await this.#openvidu.remakeRecording(nodeId);
    } catch (error) {
      // It is being made already.
      if (error instanceof MediaServerError && error.status === 409) return true;
      return unavailable(error);
    }
  }

  async open(nodeId: string, from: number, signal: AbortSignal): Promise<RecordedFile | null> {
    const response = await this.#openFrom(nodeId, from, signal).catch(unavailableIfAway);
    if (!response?.body) return null;
    const isPart = response.status === 206;
    const length = response.headers.get('content-length');
    const begin = isPart ? from : 0;
    return {
      body: response.body,
      from: begin,
      sizeBytes: length === null ? null : begin + Number(length),
    };
  }

  /** From its beginning when the file is not as long as it was thought to be. */
  async #openFrom(nodeId: string, from: number, signal: AbortSignal): Promise<Response | null> {
    try {
      return await this.#openvidu.openRecording(nodeId, from, signal);
    } catch (error) {
      const hasNoSuchByte = error instanceof MediaServerError && error.status === 416;
      if (!hasNoSuchByte || from === 0) throw error;
      return this.#openvidu.openRecording(nodeId, 0, signal);
    }
  }
}

/** What a webhook says; its time is of the media server's clock. */
export function toNodeReport(event: RecordingEvent): NodeReport {
  const { lessonId, recordingId, startedAt, at, status, why, sizeBytes, durationSec } = event;
  return {
    lessonId,
    nodeId: recordingId,
    startedAt: new Date(startedAt),
    status,
    at: new Date(at),
    reason: toStopReason(why),
    ...measured(status, sizeBytes, durationSec),
  };
}

/** What REST shows: how it is now, not since when. */
function reportOn(lessonId: LessonId, seen: Omit<SeenRecording, 'composed'>): NodeReport {
  const status = seen.status === 'starting' ? 'started' : seen.status;
  return {
    lessonId,
    nodeId: seen.id,
    startedAt: seen.createdAt,
    status,
    at: null,
    reason: null,
    ...measured(status, seen.sizeBytes, seen.durationSec),
  };
}

function measured(status: NodeReport['status'], sizeBytes: number, durationSec: number) {
  return status === 'ready'
    ? { sizeBytes, durationMs: Math.round(durationSec * 1000) }
    : { sizeBytes: null, durationMs: null };
}

/** Said by what stands before a server that is not there. */
const AWAY: readonly unknown[] = [null, 502, 503, 504];

/** Any other answer is one about this file: asking until it changes would never end. */
function unavailableIfAway(error: unknown): never {
  if (error instanceof MediaServerError && !AWAY.includes(error.status)) throw error;
  unavailable(error);
}

function unavailable(error: unknown): never {
  if (!(error instanceof MediaServerError || error instanceof CircuitOpen)) throw error;
  throw new AppError('media.unavailable', { retryAfterSec: RETRY_AFTER_SEC }, { cause: error });
}
