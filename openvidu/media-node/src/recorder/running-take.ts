import { join } from 'node:path';
import type { Connection } from '../session/connection.js';
import type { MediaPort, StreamRef } from '../session/media-port.js';
import { Mutex } from '../session/mutex.js';
import type { Clock, FaultLog } from '../session/ports.js';
import type { Stream } from '../session/stream.js';
import { ClockCaptures } from './clock-captures.js';
import { namesOnce } from './folder.js';
import type { Recording } from './recording.js';
import type { TakeGap, TakeLine, TakeProperties } from './take.js';
import type { FoldedTake } from './take-fold.rules.js';
import { TakeJournal } from './take-journal.js';

/** A beat of a take: at each it notes that it is alive, and some of its streams are asked for a key frame. */
const BEAT_MS = 5000;
/**
 * Whoever looks into a stream later has to begin at a key frame, and cameras send none by themselves. Every 20 s costs
 * a publisher about two per cent, and they do not all do it at once.
 */
const KEY_FRAME_BEATS = 4;
const FILES_WITHIN_MS = 10_000;
const TRIES = 2;

export interface RunningTakeDeps {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** The take's journal cannot be written any more. */
  readonly onDiskFailure: (error: unknown) => void;
  /** 5 s when not given. */
  readonly beatMs?: number;
}

interface RecordedStream {
  readonly ref: StreamRef;
  readonly number: number;
  readonly turn: Mutex;
  segments: number;
  open: number | null;
  /** Whether the engine writes the last segment; null when none was tried. */
  begun: Promise<boolean> | null;
}

/** The take of a recording that is under way: orders the engine, and writes down what it did. */
export class RunningTake {
  readonly #deps: RunningTakeDeps;
  readonly #properties: TakeProperties;
  readonly #folder: string;
  readonly #journal: TakeJournal;
  readonly #streams = new Map<string, RecordedStream>();
  readonly #captures: ClockCaptures;
  readonly #heart: NodeJS.Timeout;
  readonly #over = new AbortController();
  #count = 0;
  #beats = 0;
  #isInGap = false;

  private constructor(
    deps: RunningTakeDeps,
    properties: TakeProperties,
    folder: string,
    journal: TakeJournal,
  ) {
    this.#deps = deps;
    this.#properties = properties;
    this.#folder = folder;
    this.#journal = journal;
    this.#captures = new ClockCaptures({
      media: deps.media,
      folder,
      report: (error, ref) => {
        this.#report('capture', error, ref);
      },
    });
    this.#heart = setInterval(() => {
      this.#beat();
    }, deps.beatMs ?? BEAT_MS);
    this.#heart.unref();
  }

  /** Begins the take of a recording in its folder; it is on disk when this resolves. */
  static async begin(deps: RunningTakeDeps, recording: Recording, folder: string): Promise<RunningTake> {
    const { id: recordingId, sessionId, uniqueSessionId, properties, createdAtMs: at } = recording;
    const journal = await TakeJournal.open(folder, deps.onDiskFailure);
    journal.append({ kind: 'started', at, recordingId, sessionId, uniqueSessionId, properties });
    await journal.settled();
    return new RunningTake(deps, properties, folder, journal);
  }

  /** Goes on with a take that the end of the node broke off: since it was last alive there is a gap. */
  static async resume(deps: RunningTakeDeps, folded: FoldedTake, folder: string): Promise<RunningTake> {
    const journal = await TakeJournal.open(folder, deps.onDiskFailure);
    const take = new RunningTake(deps, folded.started.properties, folder, journal);
    take.#count = folded.streams.size;
    take.#isInGap = true;
    journal.append({ kind: 'gap-opened', at: folded.aliveAt, reason: 'nodeDown' });
    await journal.settled();
    return take;
  }

  /** @param isFlowing Whether its media flows already; if not, `flows` tells when it does. */
  add(connection: Connection, { isFlowing }: { readonly isFlowing: boolean }): void {
    const { stream, options } = connection;
    if (!stream || !options.record || this.#over.signal.aborted || !this.#wants(stream)) return;
    if (!this.#streams.has(stream.id)) this.#note(connection, stream);
    if (isFlowing) this.flows(stream);
  }

  /** Media of a stream flows, from a peer that is not recorded yet. */
  flows({ streamId }: StreamRef): void {
    const stream = this.#streams.get(streamId);
    if (stream) stream.begun = stream.turn.run(() => this.#begin(stream));
  }

  interrupted({ streamId }: StreamRef): void {
    const stream = this.#streams.get(streamId);
    if (stream) this.#close(stream);
  }

  change(stream: Stream): void {
    const { audioActive, videoActive } = stream.media;
    if (!this.#streams.has(stream.id)) return;
    this.#write({ kind: 'state', streamId: stream.id, audioActive, videoActive });
  }

  remove(ref: StreamRef): void {
    this.interrupted(ref);
    this.#streams.delete(ref.streamId);
  }

  engineDown(): void {
    this.#openGap('engineDown');
  }

  /** Whether the engine writes every stream that flows. */
  async isWritten(): Promise<boolean> {
    const begun = [...this.#streams.values()].map((stream) => stream.begun).filter((one) => one !== null);
    return (await Promise.all(begun)).every(Boolean);
  }

  /** Ends the take; its files are closed, as far as the engine is there to do it, and nothing is written any more. */
  stop(reason: string): Promise<void> {
    if (!this.#over.signal.aborted) this.#write({ kind: 'stopped', reason });
    return this.#end();
  }

  /** Breaks the take off, to be gone on with when the node is back. */
  suspend(): Promise<void> {
    if (!this.#over.signal.aborted) this.#openGap('nodeDown');
    return this.#end();
  }

  #beat(): void {
    this.#write({ kind: 'alive' });
    this.#beats += 1;
    this.#captures.beat();
    for (const { ref, number, open } of this.#streams.values()) {
      if (open === null || (this.#beats + number) % KEY_FRAME_BEATS > 0) continue;
      this.#deps.media.requestKeyFrame(ref).catch((error: unknown) => {
        this.#report('key-frame', error, ref);
      });
    }
  }

  async #end(): Promise<void> {
    clearInterval(this.#heart);
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    await Promise.all([...this.#streams.values()].map((stream) => this.#release(stream)));
    await this.#journal.close();
  }

  async #release({ ref, turn }: RecordedStream): Promise<void> {
    this.#captures.end(ref);
    await turn
      .run(() => this.#deps.media.stopRecording(ref))
      .catch((error: unknown) => {
        this.#report('stop-recording', error, ref);
      });
  }

  #wants({ media }: Stream): boolean {
    const { hasAudio, hasVideo } = this.#properties;
    return (hasAudio && media.hasAudio) || (hasVideo && media.hasVideo);
  }

  #note(connection: Connection, stream: Stream): void {
    const { sessionId, connectionId, streamId } = stream;
    const { clientData, serverData } = connection.facts();
    const { typeOfVideo, audioActive, videoActive } = stream.media;
    const facts = { streamId, connectionId, clientData, serverData, typeOfVideo };
    this.#write({ kind: 'stream', ...facts, audioActive, videoActive });
    const ref = { sessionId, connectionId, streamId };
    this.#count += 1;
    const fresh = { segments: 0, open: null, begun: null };
    this.#streams.set(streamId, { ref, number: this.#count, turn: new Mutex(), ...fresh });
  }

  async #begin(stream: RecordedStream): Promise<boolean> {
    for (let tries = 0; tries < TRIES && !this.#over.signal.aborted; tries += 1)
      if (await this.#beginSegment(stream)) return true;
    return false;
  }

  /** The journal knows of a segment before the engine does, so that a crash leaves no file that nobody knows. */
  async #beginSegment(stream: RecordedStream): Promise<boolean> {
    const { ref, number } = stream;
    this.#close(stream);
    if (this.#isInGap) this.#write({ kind: 'gap-closed' });
    this.#isInGap = false;
    const segment = stream.segments;
    const file = `${number}-${segment}`;
    stream.segments += 1;
    stream.open = segment;
    this.#write({ kind: 'segment-opened', streamId: ref.streamId, segment, file });
    try {
      const isRecorded = await this.#deps.media.record(ref, join(this.#folder, file));
      if (isRecorded && (await this.#isThere(file))) {
        if (stream.open === segment) this.#captures.begin(ref, file);
        return true;
      }
      if (isRecorded) throw new Error('The engine wrote no file.');
    } catch (error) {
      this.#report('record', error, ref);
    }
    if (stream.open === segment) this.#close(stream);
    return false;
  }

  /** Whether the engine has begun a file; nobody waits for it any more when the take is over. */
  async #isThere(file: string): Promise<boolean> {
    const { signal } = this.#over;
    const isIn = (names: readonly string[]) => names.some((name) => name.startsWith(`${file}-`));
    return isIn(await namesOnce(this.#folder, isIn, { withinMs: FILES_WITHIN_MS, signal })) || signal.aborted;
  }

  #close(stream: RecordedStream): void {
    if (stream.open === null) return;
    this.#captures.end(stream.ref);
    this.#write({ kind: 'segment-closed', streamId: stream.ref.streamId, segment: stream.open });
    stream.open = null;
  }

  #openGap(reason: TakeGap['reason']): void {
    for (const stream of this.#streams.values()) {
      stream.open = null;
      this.#captures.end(stream.ref);
    }
    if (!this.#isInGap) this.#write({ kind: 'gap-opened', reason });
    this.#isInGap = true;
  }

  #write(line: DistributiveOmit<TakeLine, 'at'>): void {
    if (!this.#over.signal.aborted) this.#journal.append({ ...line, at: this.#deps.clock.now() });
  }

  #report(what: string, error: unknown, { sessionId, streamId }: StreamRef): void {
    this.#deps.faults.report(what, error, { sessionId, streamId });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
