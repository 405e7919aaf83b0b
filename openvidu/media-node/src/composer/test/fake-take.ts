import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Take, TakeProperties, TakeSegment, TakeStream } from '../../recorder/take.js';
import { fakeAudio, fakeVideo, type FakeSender } from './fake-media.js';

export const EPOCH_MS = 1_790_000_000_000;

export type FakePart = Pick<FakeSender, 'fromMs' | 'lengthMs'> &
  Partial<FakeSender> & { readonly media?: 'both' | 'audio' | 'video' };

const PROPERTIES: TakeProperties = {
  name: 'lesson',
  outputMode: 'COMPOSED',
  hasAudio: true,
  hasVideo: true,
  recordingLayout: 'BEST_FIT',
  customLayout: '',
  resolution: '640x360',
  frameRate: 25,
  shmSize: 536870912,
  ignoreFailedStreams: false,
};

/** A take made without a browser, in a folder of its own; its times are ms since {@link EPOCH_MS}. */
export class FakeTake {
  readonly #streams: TakeStream[] = [];

  private constructor(readonly folder: string) {}

  static async create(): Promise<FakeTake> {
    return new FakeTake(await mkdtemp(join(tmpdir(), 'seodang-take-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Somebody who sends what each part says; the n-th stream is the n-th person. */
  async stream(parts: readonly FakePart[], facts: Partial<TakeStream> = {}): Promise<void> {
    const person = this.#streams.length;
    const segments: TakeSegment[] = [];
    for (const [index, { media = 'both', ...part }] of parts.entries()) {
      const sender = { person, epochMs: EPOCH_MS, ...part, fromMs: EPOCH_MS + part.fromMs };
      const names = [`p${person}-${index}-audio-0.mjr`, `p${person}-${index}-video-1.mjr`] as const;
      if (media !== 'video') await fakeAudio(this.path(names[0]), sender);
      if (media !== 'audio') await fakeVideo(this.path(names[1]), sender);
      segments.push({
        audio: media === 'video' ? null : names[0],
        video: media === 'audio' ? null : names[1],
        reports: [],
        startedAt: sender.fromMs,
        endedAt: sender.fromMs + part.lengthMs,
      });
    }
    this.#streams.push({
      streamId: `str_CAM_${person}`,
      connectionId: `con_${person}`,
      clientData: '',
      serverData: JSON.stringify({ name: ['김서연', 'Anna Weber', '이준호', 'Tom'][person] ?? `P${person}` }),
      typeOfVideo: 'CAMERA',
      segments,
      states: [{ at: EPOCH_MS, audioActive: true, videoActive: true }],
      ...facts,
    });
  }

  take(stoppedMs: number, facts: Partial<Take> = {}, properties: Partial<TakeProperties> = {}): Take {
    return {
      recordingId: 'ses_a~1',
      name: 'lesson',
      sessionId: 'ses_a',
      uniqueSessionId: 'ses_a_1',
      properties: { ...PROPERTIES, ...properties },
      startedAt: EPOCH_MS,
      stoppedAt: EPOCH_MS + stoppedMs,
      streams: this.#streams,
      gaps: [],
      ...facts,
    };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
