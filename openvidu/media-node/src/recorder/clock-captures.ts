import { join } from 'node:path';
import type { MediaPort, StreamRef } from '../session/media-port.js';
import { captureName } from './take-names.rules.js';

/** A browser reports on its sound every five seconds at most, on its pictures each second. */
const LISTEN_BEATS = 3;
/** Two clocks of one computer part by some milliseconds in that time. */
const EVERY_BEATS = 24;

interface Listening {
  readonly ref: StreamRef;
  /** What its segment's files are called. */
  readonly file: string;
  count: number;
  /** Since the capture of now, or the last one, was begun. */
  beats: number;
}

export interface ClockCapturesDeps {
  readonly media: Pick<MediaPort, 'captureReports' | 'stopCapture'>;
  readonly folder: string;
  readonly report: (error: unknown, ref: StreamRef) => void;
}

/**
 * Has what publishers say of their clocks written down, a quarter of a minute out of every two: from it the composer
 * knows which sound belongs to which picture. To listen all the time would cost more and tell no more.
 */
export class ClockCaptures {
  readonly #deps: ClockCapturesDeps;
  readonly #listening = new Map<string, Listening>();

  constructor(deps: ClockCapturesDeps) {
    this.#deps = deps;
  }

  /** Media of a stream is written to files with this name from now on. */
  begin(ref: StreamRef, file: string): void {
    const listening = { ref, file, count: 0, beats: 0 };
    this.#listening.set(ref.streamId, listening);
    this.#start(listening);
  }

  /** No more of the stream is written; with it, or with its peer, the engine closes what it captures. */
  end({ streamId }: StreamRef): void {
    const listening = this.#listening.get(streamId);
    this.#listening.delete(streamId);
    if (listening && listening.beats < LISTEN_BEATS) this.#stop(listening);
  }

  beat(): void {
    for (const listening of this.#listening.values()) {
      listening.beats += 1;
      if (listening.beats === LISTEN_BEATS) this.#stop(listening);
      if (listening.beats === EVERY_BEATS) this.#start(listening);
    }
  }

  #start(listening: Listening): void {
    const { ref, file, count } = listening;
    listening.beats = 0;
    listening.count += 1;
    const path = join(this.#deps.folder, captureName(file, count));
    this.#try(this.#deps.media.captureReports(ref, path), ref);
  }

  #stop({ ref }: Listening): void {
    this.#try(this.#deps.media.stopCapture(ref), ref);
  }

  /** Without it a film is in step as far as the ways of sound and picture through the network are equally long. */
  #try(doing: Promise<void>, ref: StreamRef): void {
    doing.catch((error: unknown) => {
      this.#deps.report(error, ref);
    });
  }
}
