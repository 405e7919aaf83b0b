import { Governor } from '@seodang/server-kit/governor';
import type { Logger } from 'pino';
import { type Config, publicUrl } from '../config.js';
import type { EndReason } from '../session/end-reason.js';
import type { MediaPort } from '../session/media-port.js';
import type { Audience, Clock, EventSink, FaultLog } from '../session/ports.js';
import type { Session } from '../session/session.js';
import { Announcer } from './announcer.js';
import { type DiskReader, readDisk } from './disk.js';
import { DiskGuard } from './disk-guard.js';
import { Library } from './library.js';
import { Maker } from './maker.js';
import { Processing } from './processing.js';
import { Recorder } from './recorder.js';
import { Shelf } from './shelf.js';
import type { ComposeTake } from './take.js';

export interface RecordingNeeds {
  readonly config: Config;
  readonly media: MediaPort;
  readonly events: EventSink;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly faults: FaultLog;
  readonly log: Logger;
  readonly compose: ComposeTake;
  /** How the disk's room is asked for; the real one when not given. */
  readonly disk?: DiskWatch | undefined;
  /** Pauses before the making of a file is tried again. */
  readonly retryMs?: readonly number[] | undefined;
  /** Sessions that people are in. */
  readonly countLessons: () => number;
  readonly findSession: (sessionId: string) => Session | null;
  readonly closeSession: (session: Session, reason: EndReason) => Promise<void>;
  readonly settled: () => Promise<void>;
}

export interface DiskWatch {
  readonly read: DiskReader;
  readonly everyMs: number;
}

const REAL_DISK: DiskWatch = { read: readDisk, everyMs: 10_000 };

/** The recording part of a node. */
export interface RecordingParts {
  readonly recorder: Recorder;
  readonly library: Library;
  readonly shelf: Shelf;
  readonly processing: Processing;
  readonly guard: DiskGuard;
}

const GIB = 1024 ** 3;

/** @returns null when recording is off. */
export function assembleRecording(needs: RecordingNeeds): RecordingParts | null {
  const { config, media, events, audience, clock, faults, log, settled } = needs;
  if (!config.OPENVIDU_RECORDING) return null;
  const { read: disk, everyMs } = needs.disk ?? REAL_DISK;
  const shelf = new Shelf(config.OPENVIDU_RECORDING_PATH);
  const announcer = new Announcer({
    ...{ events, audience, clock },
    notified: config.OPENVIDU_RECORDING_NOTIFICATION,
  });
  const { compose, countLessons } = needs;
  const machine = {
    hasLessons: () => countLessons() > 0,
    brake: new Governor({
      countLive: () => Promise.resolve(countLessons()),
      busyAbove: config.PAUSE_RENDERING_ABOVE / 100,
      log,
    }),
  };
  const maker = new Maker({ shelf, compose, machine, disk, log, diskPauseMs: everyMs });
  const processing = new Processing({ log, ...(needs.retryMs && { retryMs: needs.retryMs }) });
  const origin = publicUrl(config);
  const library = new Library({ shelf, announcer, maker, processing, faults, origin, settled });
  const guard = new DiskGuard({ folder: shelf.root, read: disk, limits: limitsOf(config), everyMs, log });
  const { findSession, closeSession } = needs;
  const recorder = new Recorder({
    ...{ shelf, library, media, announcer, guard, clock, faults, findSession, closeSession },
    autostopMs: config.OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT * 1000,
  });
  return { recorder, library, shelf, processing, guard };
}

function limitsOf(config: Config) {
  return {
    startFreeBytes: config.RECORDING_START_FREE_GIB * GIB,
    startFreeShare: config.RECORDING_START_FREE_PERCENT / 100,
    stopFreeBytes: config.RECORDING_STOP_FREE_GIB * GIB,
  };
}
