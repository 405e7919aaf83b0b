import type { EndReason } from '../session/end-reason.js';
import { Mutex } from '../session/mutex.js';
import type { FaultLog } from '../session/ports.js';
import type { Announcer } from './announcer.js';
import type { Maker } from './maker.js';
import type { Outcome, Processing } from './processing.js';
import { fromStored, Recording, type RecordingIdentity } from './recording.js';
import { RecorderError } from './recorder-error.js';
import type { Shelf } from './shelf.js';
import { foldTake, type FoldedTake } from './take-fold.rules.js';
import { readTakeLines } from './take-journal.js';

export interface LibraryDeps {
  readonly shelf: Shelf;
  readonly announcer: Announcer;
  readonly maker: Maker;
  readonly processing: Processing;
  readonly faults: FaultLog;
  /** Where files are reached, with a slash at the end. */
  readonly origin: string;
  /** Resolves when all that happened until now is on disk. */
  readonly settled: () => Promise<void>;
}

/** A recording that was under way when the node ended, and how far it had come. */
export interface BrokenOff {
  readonly recording: Recording;
  readonly folded: FoldedTake;
}

const nothing = () => undefined;

/** All recordings of this node, on disk, and the making of their files. */
export class Library {
  readonly #deps: LibraryDeps;
  readonly #recordings = new Map<string, Recording>();
  readonly #saving = new Mutex();

  constructor(deps: LibraryDeps) {
    this.#deps = deps;
  }

  /**
   * Reads what is on disk, and goes on with what is to be made.
   *
   * @returns The recordings that were broken off.
   */
  async open(): Promise<BrokenOff[]> {
    await this.#deps.shelf.open();
    const stored = await this.#deps.shelf.list();
    const brokenOff: BrokenOff[] = [];
    for (const one of stored.toSorted((a, b) => a.createdAt - b.createdAt)) {
      if (this.#recordings.has(one.id)) continue;
      const folded = foldTake(await readTakeLines(this.#deps.shelf.rawFolder(one.id)));
      const recording = fromStored(one, folded?.started.properties);
      this.#recordings.set(recording.id, recording);
      const open = await this.#goOn(recording, folded);
      if (open) brokenOff.push(open);
    }
    return brokenOff;
  }

  find(id: string): Recording | null {
    return this.#recordings.get(id) ?? null;
  }

  list(): readonly Recording[] {
    return [...this.#recordings.values()];
  }

  progressOf(recording: Recording): number | null {
    return this.#deps.maker.progressOf(recording.id);
  }

  /** Takes up a recording under the next free id of its session. @param make Its rest, given that id. */
  async add(sessionId: string, make: (id: string) => Omit<RecordingIdentity, 'id'>): Promise<Recording> {
    const id = await this.#deps.shelf.reserve(sessionId);
    try {
      const recording = new Recording({ ...make(id), id });
      this.#recordings.set(id, recording);
      await this.save(recording);
      return recording;
    } catch (error) {
      this.#recordings.delete(id);
      await this.#deps.shelf.remove(id);
      throw error;
    }
  }

  /** Writes down how a recording stands; after what was told of it. */
  async save(recording: Recording): Promise<void> {
    const { uniqueSessionId } = recording;
    await this.#deps.settled();
    await this.#saving.run(async () => {
      if (this.find(recording.id) === recording)
        await this.#deps.shelf.save({ ...recording.toWire(this.#deps.origin), uniqueSessionId });
    });
  }

  /** It never came to be. It is kept by name, so that its id is not given to another. */
  async fail(recording: Recording): Promise<void> {
    recording.become('failed');
    this.#deps.announcer.changed(recording);
    await this.#deps.shelf.removeRaw(recording.id).catch(nothing);
    await this.save(recording).catch((error: unknown) => {
      this.#deps.faults.report('save-recording', error, { recordingId: recording.id });
    });
  }

  /** Has the file of a stopped recording made, in its turn. */
  process(recording: Recording): void {
    if (this.find(recording.id) !== recording) return;
    this.#deps.processing.add({
      id: recording.id,
      run: (signal) => this.#deps.maker.make(recording, signal),
      onOutcome: (outcome) => this.#finish(recording, outcome),
    });
  }

  /**
   * Has the file of a recording made once more, when it failed or is no good: the material of a film is kept until the
   * recording is deleted. Only what comes of it is told; who asked knows the rest.
   *
   * @throws {RecorderError} `recording-unknown`, `recording-under-way`, `take-gone`
   */
  async remake(id: string): Promise<Recording> {
    const recording = this.find(id);
    if (!recording) throw new RecorderError('recording-unknown', `Recording "${id}" not found.`);
    const isKept = await this.#deps.maker.hasMaterial(id);
    if (!recording.isOver)
      throw new RecorderError('recording-under-way', `Recording "${id}" is under way, or in the making.`);
    if (!isKept) throw new RecorderError('take-gone', `Nothing is kept of recording "${id}".`);
    recording.tryAgain();
    await this.#deps.maker.forget(id);
    await this.save(recording);
    this.process(recording);
    return recording;
  }

  /** Resolves when its file is made, or will not be. */
  whenMade(recording: Recording): Promise<void> {
    return this.#deps.processing.whenOver(recording.id);
  }

  /** Removes a recording and its files. @throws {RecorderError} `recording-unknown`, `recording-under-way` */
  async remove(id: string): Promise<void> {
    const recording = this.find(id);
    if (!recording) throw new RecorderError('recording-unknown', `Recording "${id}" not found.`);
    if (recording.status === 'starting' || recording.status === 'started')
      throw new RecorderError('recording-under-way', `Recording "${id}" is under way.`);
    await this.#drop(recording);
  }

  async #drop(recording: Recording): Promise<void> {
    this.#recordings.delete(recording.id);
    await this.#deps.processing.cancel(recording.id);
    await this.#saving.run(() => this.#deps.shelf.remove(recording.id));
  }

  async #goOn(recording: Recording, folded: FoldedTake | null): Promise<BrokenOff | null> {
    if (recording.status === 'stopped') this.process(recording);
    if (recording.status === 'starting') await this.fail(recording);
    if (recording.status !== 'started') return null;
    if (folded && !folded.stopped) return { recording, folded };
    await this.#settle(recording, folded);
    return null;
  }

  /** It had stopped, and the node ended before it could say so; or nothing is known of it any more. */
  async #settle(recording: Recording, folded: FoldedTake | null): Promise<void> {
    recording.reason = (folded?.stopped?.reason as EndReason | undefined) ?? 'nodeCrashed';
    recording.become(folded ? 'stopped' : 'failed');
    this.#deps.announcer.changed(recording);
    await this.save(recording);
    if (folded) this.process(recording);
  }

  async #finish(recording: Recording, outcome: Outcome): Promise<void> {
    if (this.find(recording.id) !== recording) return;
    if (outcome.status === 'ready') {
      recording.sizeBytes = outcome.sizeBytes;
      recording.durationS = outcome.durationS;
    }
    recording.become(outcome.status);
    this.#deps.announcer.changed(recording);
    await this.save(recording);
    // A film can only be made again from what it was made of.
    if (outcome.status === 'ready' && outcome.isWhole)
      await this.#deps.shelf.removeRaw(recording.id).catch((error: unknown) => {
        this.#deps.faults.report('remove-raw', error, { recordingId: recording.id });
      });
  }
}
