import { rename, writeFile } from 'node:fs/promises';
import type { ComposeTake, SharedMachine, Take } from '../recorder/take.js';

/** A composer without pictures, and a disk whose room tests decide. */
export class FakeFilm {
  readonly takes: Take[] = [];
  /** What the last film was given of the machine. */
  machine: SharedMachine | undefined;
  freeBytes = 50 * 1024 ** 3;
  /** Awaited while a film is made. */
  beforeDone: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  readonly compose: ComposeTake = async (take, _folder, out, { signal, onProgress, machine }) => {
    this.takes.push(take);
    this.machine = machine;
    onProgress(0.5);
    await this.beforeDone(signal);
    signal.throwIfAborted();
    await writeFile(`${out}.part`, 'a film of twenty bytes');
    await rename(`${out}.part`, out);
    const { hasAudio, hasVideo } = take.properties;
    return { durationS: 12.5, sizeBytes: 22, hasAudio, hasVideo, startedAt: take.startedAt };
  };
}
