import type { RecordingStatus, RecordingWire } from '@seodang/contracts/openvidu/rest';
import { z } from 'zod';
import type { EndReason } from '../session/end-reason.js';
import type { RecordingRef } from '../session/recording-port.js';
import type { RecordingFacts, RecordingPicture } from '../session/session-event.js';
import { TakeProperties } from './take.js';

const NEXT: Readonly<Record<RecordingStatus, readonly RecordingStatus[]>> = {
  starting: ['started', 'failed'],
  started: ['stopped', 'failed'],
  stopped: ['ready', 'failed'],
  ready: [],
  failed: [],
};

export interface RecordingIdentity {
  readonly id: string;
  readonly sessionId: string;
  readonly uniqueSessionId: string;
  readonly properties: TakeProperties;
  readonly createdAtMs: number;
}

/** A recording from the wish to its file. */
export class Recording implements RecordingRef {
  readonly id: string;
  readonly sessionId: string;
  readonly uniqueSessionId: string;
  readonly properties: TakeProperties;
  readonly createdAtMs: number;
  sizeBytes = 0;
  durationS = 0;
  /** Why it stopped. */
  reason: EndReason | null = null;
  #status: RecordingStatus;

  constructor(
    { id, sessionId, uniqueSessionId, properties, createdAtMs }: RecordingIdentity,
    status: RecordingStatus = 'starting',
  ) {
    this.id = id;
    this.sessionId = sessionId;
    this.uniqueSessionId = uniqueSessionId;
    this.properties = properties;
    this.createdAtMs = createdAtMs;
    this.#status = status;
  }

  get name(): string {
    return this.properties.name;
  }

  get status(): RecordingStatus {
    return this.#status;
  }

  get isOver(): boolean {
    return NEXT[this.#status].length === 0;
  }

  get isIndividual(): boolean {
    return this.properties.outputMode === 'INDIVIDUAL';
  }

  /** The name of its film or archive. */
  get fileName(): string {
    if (this.isIndividual) return `${this.name}.zip`;
    return this.properties.hasVideo ? `${this.name}.mp4` : `${this.name}.webm`;
  }

  get thumbnailName(): string | null {
    return this.isIndividual || !this.properties.hasVideo ? null : `${this.id}.jpg`;
  }

  /** @throws {Error} for a step that a recording never takes: the caller is wrong. */
  become(status: RecordingStatus): void {
    if (!NEXT[this.#status].includes(status))
      throw new Error(`Recording "${this.id}" cannot become ${status} from ${this.#status}.`);
    this.#status = status;
  }

  /** Its file is to be made once more of what was kept. @throws {Error} when it is not over */
  tryAgain(): void {
    if (!this.isOver) throw new Error(`Recording "${this.id}" is not over.`);
    this.#status = 'stopped';
  }

  /** What is told of it to the outside; there is nothing to tell while it is starting. */
  facts(): RecordingFacts {
    const { id, name, createdAtMs, sizeBytes, durationS, reason } = this;
    const { outputMode, hasAudio, hasVideo } = this.properties;
    const status = this.#status === 'starting' ? 'started' : this.#status;
    const what = { id, name, outputMode, picture: this.#picture(), hasAudio, hasVideo, createdAtMs };
    return { ...what, sizeBytes, durationS, status, reason };
  }

  /** @param origin Where files are reached, with a slash at the end. */
  toWire(origin: string): RecordingWire {
    const { id, name, picture, hasAudio, hasVideo } = this.facts();
    const { outputMode } = this.properties;
    const url = this.isOver ? `${origin}openvidu/recordings/${id}/${this.fileName}` : null;
    const head = { id, object: 'recording', name, outputMode, ...picture } as const;
    const { sessionId, createdAtMs: createdAt, sizeBytes: size, durationS: duration, status } = this;
    return { ...head, sessionId, createdAt, size, duration, url, hasAudio, hasVideo, status };
  }

  #picture(): RecordingPicture | null {
    if (this.isIndividual || !this.properties.hasVideo) return null;
    const { resolution, frameRate, recordingLayout, customLayout } = this.properties;
    return { resolution, frameRate, recordingLayout, ...(recordingLayout === 'CUSTOM' && { customLayout }) };
  }
}

/** What `.recording.<id>` holds: the recording as the API shows it, and which session it was of. */
export const StoredRecording = z.looseObject({
  id: z.string(),
  name: z.string(),
  outputMode: TakeProperties.shape.outputMode,
  resolution: z.string().default('1280x720'),
  frameRate: z.number().default(25),
  recordingLayout: TakeProperties.shape.recordingLayout.default('BEST_FIT'),
  customLayout: z.string().default(''),
  sessionId: z.string(),
  uniqueSessionId: z.string(),
  createdAt: z.number(),
  size: z.number(),
  duration: z.number(),
  hasAudio: z.boolean(),
  hasVideo: z.boolean(),
  status: z.enum(['starting', 'started', 'stopped', 'ready', 'failed']),
});
export type StoredRecording = z.infer<typeof StoredRecording>;

/** A recording as it was written down; what only matters while it is made is told by its take. */
export function fromStored(stored: StoredRecording, properties?: TakeProperties): Recording {
  const { id, sessionId, uniqueSessionId, createdAt: createdAtMs } = stored;
  const { name, outputMode, hasAudio, hasVideo } = stored;
  const { resolution, frameRate, recordingLayout, customLayout } = stored;
  const read = { name, outputMode, hasAudio, hasVideo, resolution, frameRate, recordingLayout, customLayout };
  const asStored = { ...read, shmSize: 536_870_912, ignoreFailedStreams: false };
  const identity = { id, sessionId, uniqueSessionId, createdAtMs, properties: properties ?? asStored };
  const recording = new Recording(identity, stored.status);
  recording.sizeBytes = stored.size;
  recording.durationS = stored.duration;
  return recording;
}
