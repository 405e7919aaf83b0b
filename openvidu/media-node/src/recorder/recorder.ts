import type { Connection } from '../session/connection.js';
import type { EndReason } from '../session/end-reason.js';
import type { MediaEvent, MediaPort, StreamRef } from '../session/media-port.js';
import type { Clock, FaultLog } from '../session/ports.js';
import type { RecordingPort, RecordingRef } from '../session/recording-port.js';
import type { Session } from '../session/session.js';
import type { Stream } from '../session/stream.js';
import { throwIfAborted, whyNotStarted, type Active } from './active.js';
import type { Announcer } from './announcer.js';
import { Countdowns } from './countdowns.js';
import type { DiskGuard } from './disk-guard.js';
import type { BrokenOff, Library } from './library.js';
import type { Recording } from './recording.js';
import { type RecordingWish, toProperties } from './recording-properties.js';
import { RecorderError } from './recorder-error.js';
import { RunningTake, type RunningTakeDeps } from './running-take.js';
import type { Shelf } from './shelf.js';
import type { TakeProperties } from './take.js';

export interface RecorderDeps {
  readonly shelf: Shelf;
  readonly library: Library;
  readonly media: MediaPort;
  readonly announcer: Announcer;
  readonly guard: DiskGuard;
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** How long a recording goes on when nobody is there to be recorded. */
  readonly autostopMs: number;
  readonly findSession: (sessionId: string) => Session | null;
  readonly closeSession: (session: Session, reason: EndReason) => Promise<void>;
}

type ToProperties = (recordingId: string) => TakeProperties;

const REOPEN_MS = 10_000;
const nothing = () => undefined;

/** Starts and stops the recordings of sessions, by request and by rule. */
export class Recorder implements RecordingPort {
  readonly #deps: RecorderDeps;
  /** By session id. */
  readonly #active = new Map<string, Active>();
  readonly #flowing = new Set<string>();
  readonly #countdowns = new Countdowns();
  /** Sessions that are recorded always, and were told to stop. */
  readonly #declined = new WeakSet<Session>();
  readonly #ending = new Set<Promise<void>>();
  #isOpen = false;
  #isStopping = false;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /**
   * Goes on with what an earlier life of the node left; a recording waits for its session to come back. A folder that
   * cannot be used is tried again: lessons are not to wait for it.
   */
  async open(): Promise<void> {
    this.#deps.guard.start(({ freeBytes }) => {
      if (this.#active.size > 0) this.#deps.faults.report('disk-full', freeBytes, {});
      for (const active of this.#active.values()) this.#haltAndClose(active, 'diskFull');
    });
    await this.#openLibrary();
  }

  /** Breaks off what is under way, for the node's next life. Sessions have to be closed before. */
  async close(): Promise<void> {
    this.#isStopping = true;
    this.#deps.guard.stop();
    this.#countdowns.cancelAll();
    for (const sessionId of [...this.#active.keys()]) this.ending(sessionId, 'openviduServerStopped');
    await Promise.all(this.#ending);
  }

  /**
   * Whether a session can be recorded now, looked at before what is wished.
   *
   * @throws {RecorderError} `session-unknown`, `session-busy`, `session-empty`
   */
  assertRecordable(sessionId: string): Session {
    const session = this.#deps.findSession(sessionId);
    if (!session || session.isClosing)
      throw new RecorderError('session-unknown', `Session "${sessionId}" not found.`);
    if (session.options.mediaMode === 'RELAYED' || this.#active.has(sessionId))
      throw new RecorderError('session-busy', `Session "${sessionId}" cannot be recorded, or is already.`);
    if (!session.isActive) throw new RecorderError('session-empty', `Nobody is in "${sessionId}".`);
    return session;
  }

  /**
   * Records a session; resolves when its streams are being written.
   *
   * @throws {RecorderError} as `assertRecordable`, `properties`, `disk-full`, `engine`
   */
  async start(sessionId: string, wish: RecordingWish): Promise<Recording> {
    const session = this.assertRecordable(sessionId);
    if (!this.#isOpen) throw new RecorderError('disk-full', 'The folder of recordings cannot be used.');
    const defaults = session.options.defaultRecordingProperties;
    toProperties(wish, defaults, 'any');
    const active: Active = { recording: null, take: null, abortedBy: null, brokenOffBy: null };
    this.#active.set(sessionId, active);
    try {
      return await this.#begin(session, active, (id) => toProperties(wish, defaults, id));
    } catch (error) {
      if (this.#active.get(sessionId) === active) this.#active.delete(sessionId);
      await active.take?.stop('failed');
      if (active.recording) await this.#deps.library.fail(active.recording);
      throw whyNotStarted(error);
    }
  }

  /**
   * Ends a recording by request; resolves when its raw material is complete.
   *
   * @throws {RecorderError} `recording-unknown`, `recording-starting`, `session-busy` when it has stopped already
   */
  async stop(id: string): Promise<Recording> {
    const recording = this.#deps.library.find(id);
    if (!recording || recording.isOver)
      throw new RecorderError('recording-unknown', `Recording "${id}" is not under way.`);
    if (recording.status === 'starting')
      throw new RecorderError('recording-starting', `Recording "${id}" is starting.`);
    const active = this.#active.get(recording.sessionId);
    if (active?.recording !== recording)
      throw new RecorderError('session-busy', `Recording "${id}" has stopped already.`);
    const session = this.#deps.findSession(recording.sessionId);
    if (session) this.#declined.add(session);
    await this.#halt(active, 'recordingStoppedByServer');
    await this.#closeIfEmpty(recording.sessionId, 'recordingStoppedByServer');
    return recording;
  }

  onMedia(event: MediaEvent): void {
    if ('stream' in event) this.#onStream(event);
    if (event.name !== 'engine.down') return;
    this.#flowing.clear();
    for (const { take } of this.#active.values()) take?.engineDown();
  }

  streamAdded(connection: Connection): void {
    const { sessionId, stream } = connection;
    this.#countdowns.cancel(sessionId);
    const active = this.#active.get(sessionId);
    active?.take?.add(connection, { isFlowing: this.#flowing.has(stream?.id ?? '') });
    if (!active) this.#startIfAlways(sessionId);
  }

  streamChanged(stream: Stream): void {
    this.#active.get(stream.sessionId)?.take?.change(stream);
  }

  streamRemoved(stream: Stream): void {
    this.#flowing.delete(stream.id);
    this.#active.get(stream.sessionId)?.take?.remove(stream);
  }

  deserted(sessionId: string): boolean {
    const active = this.#active.get(sessionId);
    if (!active || this.#deps.autostopMs === 0) return false;
    if (active.recording?.status === 'started') this.#countDown(sessionId);
    return true;
  }

  ending(sessionId: string, reason: EndReason): void {
    const active = this.#active.get(sessionId);
    if (!active) return;
    active.abortedBy = new RecorderError('session-unknown', `Session "${sessionId}" has ended.`);
    if (!active.take || active.recording?.status !== 'started') return;
    if (reason !== 'openviduServerStopped') {
      void this.#halt(active, reason);
      return;
    }
    this.#active.delete(sessionId);
    void this.#track(active.take.suspend());
  }

  isRecorded(sessionId: string): boolean {
    return this.#active.has(sessionId);
  }

  shownTo(connection: Connection): RecordingRef | null {
    const recording = this.#active.get(connection.sessionId)?.recording;
    return recording?.status === 'started' && this.#deps.announcer.isTold(connection) ? recording : null;
  }

  async #openLibrary(): Promise<void> {
    try {
      for (const brokenOff of await this.#deps.library.open()) await this.#resume(brokenOff);
      this.#isOpen = true;
    } catch (error) {
      this.#deps.faults.report('recordings-folder', error, {});
      if (this.#isStopping) return;
      this.#countdowns.start('', REOPEN_MS, () => {
        void this.#openLibrary();
      });
    }
  }

  #onStream({ name, stream }: Extract<MediaEvent, { stream: StreamRef }>): void {
    const take = this.#active.get(stream.sessionId)?.take;
    if (name === 'stream.interrupted') {
      this.#flowing.delete(stream.streamId);
      take?.interrupted(stream);
    } else {
      this.#flowing.add(stream.streamId);
      take?.flows(stream);
    }
  }

  async #begin(session: Session, active: Active, properties: ToProperties): Promise<Recording> {
    const { library, guard, shelf, announcer, clock } = this.#deps;
    const [sessionId, uniqueSessionId, createdAtMs] = [session.id, session.uniqueId, clock.now()];
    const identity = { sessionId, uniqueSessionId, createdAtMs };
    const recording = await library.add(sessionId, (id) => ({ ...identity, properties: properties(id) }));
    active.recording = recording;
    if (!(await guard.mayStart())) throw new RecorderError('disk-full', 'There is no room for a recording.');
    const take = await RunningTake.begin(this.#takeDeps(active), recording, shelf.rawFolder(recording.id));
    active.take = take;
    for (const connection of session.activeConnections)
      take.add(connection, { isFlowing: this.#flowing.has(connection.stream?.id ?? '') });
    const isWritten = await take.isWritten();
    throwIfAborted(active);
    if (!isWritten && recording.isIndividual && !recording.properties.ignoreFailedStreams)
      throw new RecorderError('engine', 'The media engine does not write some stream.');
    recording.become('started');
    announcer.changed(recording);
    announcer.started(recording, session.activeConnections);
    if (!session.activeConnections.some(({ stream }) => stream)) this.#countDown(sessionId);
    void this.#track(library.save(recording));
    return recording;
  }

  async #resume({ recording, folded }: BrokenOff): Promise<void> {
    const { sessionId } = recording;
    const wasStopped = folded.gaps.at(-1)?.to === null;
    const brokenOffBy = wasStopped ? 'openviduServerStopped' : 'nodeCrashed';
    const active: Active = { recording, take: null, abortedBy: null, brokenOffBy };
    const folder = this.#deps.shelf.rawFolder(recording.id);
    active.take = await RunningTake.resume(this.#takeDeps(active), folded, folder);
    const other = this.#active.get(sessionId);
    if (other) await this.#halt(other, 'nodeCrashed');
    this.#active.set(sessionId, active);
    this.#countDown(sessionId);
  }

  /** What is told is told at once; resolves when the raw material is complete. */
  #halt(active: Active, reason: EndReason): Promise<void> {
    const { recording, take } = active;
    if (!recording || !take || recording.status !== 'started') return Promise.resolve();
    const { announcer, clock, findSession } = this.#deps;
    this.#active.delete(recording.sessionId);
    this.#countdowns.cancel(recording.sessionId);
    recording.reason = reason;
    recording.durationS = Math.max(0, clock.now() - recording.createdAtMs) / 1000;
    recording.become('stopped');
    announcer.changed(recording);
    announcer.stopped(recording, findSession(recording.sessionId)?.activeConnections ?? [], reason);
    return this.#track(this.#complete(recording, take, reason));
  }

  async #complete(recording: Recording, take: RunningTake, reason: EndReason): Promise<void> {
    try {
      await take.stop(reason);
      await this.#deps.library.save(recording);
    } catch (error) {
      this.#deps.faults.report('stop-recording', error, { recordingId: recording.id });
    }
    this.#deps.library.process(recording);
  }

  async #closeIfEmpty(sessionId: string, reason: EndReason): Promise<void> {
    const session = this.#deps.findSession(sessionId);
    if (session && !session.isActive && !session.isClosing) await this.#deps.closeSession(session, reason);
  }

  #startIfAlways(sessionId: string): void {
    const session = this.#deps.findSession(sessionId);
    if (session?.options.recordingMode !== 'ALWAYS' || session.options.mediaMode !== 'ROUTED') return;
    if (this.#isStopping || session.isClosing || this.#declined.has(session)) return;
    void this.#track(this.start(sessionId, {}).then(nothing));
  }

  #countDown(sessionId: string): void {
    this.#countdowns.start(sessionId, this.#deps.autostopMs, () => {
      const active = this.#active.get(sessionId);
      if (!active) return;
      const isBack = this.#deps.findSession(sessionId) !== null;
      this.#haltAndClose(active, isBack ? 'automaticStop' : (active.brokenOffBy ?? 'automaticStop'));
    });
  }

  #haltAndClose(active: Active, reason: EndReason): void {
    const { recording } = active;
    if (!recording) return;
    void this.#halt(active, reason);
    void this.#track(this.#closeIfEmpty(recording.sessionId, reason));
  }

  #takeDeps(active: Active): RunningTakeDeps {
    const { media, clock, faults } = this.#deps;
    const onDiskFailure = (error: unknown) => {
      faults.report('take-journal', error, { recordingId: active.recording?.id ?? '' });
      active.abortedBy = new RecorderError('disk-full', 'The disk does not take what is recorded.');
      this.#haltAndClose(active, 'diskFull');
    };
    return { media, clock, faults, onDiskFailure };
  }

  /** What nobody waits for now is waited for when the node stops; failures are reported. */
  #track(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((error: unknown) => {
        this.#deps.faults.report('recording', error, {});
      })
      .finally(() => this.#ending.delete(tracked));
    this.#ending.add(tracked);
    return tracked;
  }
}
