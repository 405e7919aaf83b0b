import { RecordingView } from '@seodang/contracts/recordings';
import { ReplayView } from '@seodang/contracts/replay';
import { shallowReactive } from 'vue';
import type { PlayerMaker } from '../src/replay/player/open-player.js';
import {
  emptyState,
  type CaptionsSource,
  type PlayerSource,
  type PlayerState,
  type ReplayPlayer,
} from '../src/replay/player/player-port.js';

const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const RECORDING_ID = id(500);

/** A replay of ten minutes with two chapters, for a student, unless told otherwise. */
export const aReplay = (more: Partial<Record<keyof ReplayView, unknown>> = {}) =>
  ReplayView.parse({
    id: RECORDING_ID,
    title: '3강. 획의 시작과 끝',
    lesson: { id: id(10), title: '3강. 획의 시작과 끝' },
    course: { id: id(11), title: '한글 서예 입문', instructorName: '김규현' },
    state: 'ready',
    work: null,
    flaws: [],
    startedAt: '2026-11-21T11:00:00.000Z',
    durationMs: 600_000,
    trim: { startMs: 0, endMs: 600_000 },
    playlistStartMs: 0,
    hasVideo: true,
    renditions: ['720p', '240p', 'audio'],
    links: {
      expiresAt: '2999-01-01T00:00:00.000Z',
      playlist: '/media/index.m3u8?s=1',
      poster: null,
      thumbnails: null,
      waveform: null,
      captions: [],
      download: null,
    },
    chapters: [
      { atMs: 0, title: '인사', source: 'written' },
      { atMs: 300_000, title: '', source: 'share' },
    ],
    progress: null,
    may: { manage: false, download: false, keep: true, readChat: true },
    ...more,
  });

/** A published recording of ten minutes as its instructor manages it, unless told otherwise. */
export const aRecording = (more: Partial<Record<keyof RecordingView, unknown>> = {}) =>
  RecordingView.parse({
    id: RECORDING_ID,
    lesson: { id: id(10), title: '3강. 획의 시작과 끝', startsAt: '2026-11-21T11:00:00.000Z' },
    course: { id: id(11), title: '한글 서예 입문' },
    title: '3강. 획의 시작과 끝',
    state: 'ready',
    work: null,
    failure: null,
    flaws: [],
    stopReason: 'by-instructor',
    isWatchable: true,
    mayRebuild: true,
    startedAt: '2026-11-21T11:00:00.000Z',
    stoppedAt: '2026-11-21T11:10:00.000Z',
    durationMs: 600_000,
    sizeBytes: 345_678_901,
    renditions: ['720p', '240p', 'audio'],
    poster: null,
    trim: { startMs: null, endMs: null },
    visibility: 'enrolled',
    sharePath: null,
    mayDownload: false,
    captions: [],
    retainUntil: null,
    viewers: 7,
    deletedAt: null,
    restorableUntil: null,
    ...more,
  });

/** Plays nothing, but says that it does; a test moves its time. */
export class FakePlayer implements ReplayPlayer {
  readonly state: PlayerState = shallowReactive({ ...emptyState(), isReady: true, durationSec: 600 });
  captions: CaptionsSource | null = null;
  retries = 0;
  isDestroyed = false;

  constructor(readonly source: PlayerSource) {
    this.state.timeSec = source.startSec;
  }

  play(): void {
    this.state.isPaused = false;
  }
  pause(): void {
    this.state.isPaused = true;
  }
  seek(sec: number): void {
    this.state.timeSec = sec;
  }
  setRate(rate: number): void {
    this.state.rate = rate;
  }
  setVolume(volume: number): void {
    this.state.volume = volume;
  }
  setMuted(isMuted: boolean): void {
    this.state.isMuted = isMuted;
  }
  chooseQuality(quality: PlayerState['quality']): void {
    this.state.quality = quality;
  }
  chooseCaptions(captions: CaptionsSource | null): void {
    this.captions = captions;
  }
  togglePicture(): void {
    this.state.isPicture = !this.state.isPicture;
  }
  retry(): void {
    this.retries += 1;
    this.state.failure = null;
  }
  video(): HTMLVideoElement | null {
    return null;
  }
  destroy(): void {
    this.isDestroyed = true;
  }
}

/** Makes fake players, and keeps those it made. */
export function fakePlayers() {
  const made: FakePlayer[] = [];
  const maker: PlayerMaker = {
    prefetch: () => undefined,
    open: (_into, source) => {
      const player = new FakePlayer(source);
      made.push(player);
      return Promise.resolve(player);
    },
  };
  return { maker, made };
}
