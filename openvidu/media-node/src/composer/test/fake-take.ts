import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Take, TakeProperties, TakeSegment, TakeStream } from '../../recorder/take.js';
import { captureName } from '../../recorder/take-names.rules.js';
import { captureBytes, reportBytes } from './capture-writer.js';
import { AUDIO_ZERO, fakeAudio, fakeVideo, SSRC, VIDEO_ZERO, type FakeSender } from './fake-media.js';
import { rtpBytes, type RtpOut } from './mjr-writer.js';

export const EPOCH_MS = 1_790_000_000_000;

export type FakePart = Pick<FakeSender, 'fromMs' | 'lengthMs'> &
  Partial<FakeSender> & {
    readonly media?: 'both' | 'audio' | 'video';
    /** How often what the sender says of its clocks is overheard; never when not given. */
    readonly reportsEveryMs?: number;
  };

/** The senders' clocks are that much slow. */
const SENDER_SLOW_MS = 1_234_567;
const OVERHEARD_MS = 6000;

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

type Overheard = FakeSender & Pick<FakePart, 'reportsEveryMs'>;

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
      const heard = media === 'video' ? [] : await fakeAudio(this.path(names[0]), sender);
      const seen = media === 'audio' ? [] : await fakeVideo(this.path(names[1]), sender);
      const reports = part.reportsEveryMs
        ? await this.#overhear(`p${person}-${index}`, [...heard, ...seen], sender)
        : [];
      segments.push({
        audio: media === 'video' ? null : names[0],
        video: media === 'audio' ? null : names[1],
        reports,
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

  /** Captures as Janus writes them: some seconds of packets, and a report on each track amid them. */
  async #overhear(file: string, packets: readonly RtpOut[], sender: Overheard): Promise<string[]> {
    const { fromMs, lengthMs, reportsEveryMs = Infinity, skewPpm = 0 } = sender;
    const names: string[] = [];
    for (let atMs = 0; atMs < lengthMs - OVERHEARD_MS; atMs += reportsEveryMs) {
      const first = fromMs + atMs;
      const near = packets.filter(({ arrivedMs }) => arrivedMs >= first && arrivedMs < first + OVERHEARD_MS);
      const senderMs = first + OVERHEARD_MS / 2;
      const since = senderMs - fromMs;
      const said = { senderMs: senderMs - SENDER_SLOW_MS };
      const reports = [
        { ...said, ssrc: SSRC.audio, timestamp: AUDIO_ZERO + since * 48 * (1 + skewPpm * 1e-6) },
        { ...said, ssrc: SSRC.video, timestamp: VIDEO_ZERO + since * 90 },
      ].map((report) => ({ arrivedMs: senderMs + 5, bytes: reportBytes(report) }));
      const name = captureName(file, names.length);
      const rtp = near.map((packet) => ({ arrivedMs: packet.arrivedMs, bytes: rtpBytes(packet) }));
      await writeFile(this.path(name), captureBytes([...rtp, ...reports]));
      names.push(name);
    }
    return names;
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
