import { Conversation, type ConversationDeps, type Wire } from '../broker/conversation.js';
import { Leaving } from '../broker/farewell.js';
import type { CloseCause, StompMetrics } from '../broker/metrics.js';
import { type Octets, SharedFrames, together } from '../broker/shared-frames.js';
import { AppError } from '@seodang/server-kit/errors';
import type { ClientCommand } from '../stomp/frame.js';
import { isBeatDue, isSilent } from '../stomp/heart-beat.js';
import { CLOSE, type CloseCode, StompError, tooMuch } from '../stomp/stomp-error.js';
import type { StompLimits } from './limits.js';
import type { Link } from './link.js';
import { RateLimit } from './rate-limit.js';

export interface ConnectionDeps extends ConversationDeps {
  readonly limits: StompLimits;
  readonly metrics: StompMetrics;
  readonly onClosed: (connection: Connection) => void;
}

const HEARD_EVERY_MS = 2000;
const BEAT = new SharedFrames('\n');
/** Without an answer to so many questions the other side is gone. */
const MISSED_PROBES = 3;

/** How far a reader was when it was last seen to move on. */
interface Mark {
  readonly writtenBytes: number;
  readonly atMs: number;
}

/** A socket, the conversation over it, and the limits of both. */
export class Connection implements Wire {
  readonly conversation: Conversation;
  readonly #link: Link;
  readonly #deps: ConnectionDeps;
  readonly #rate: RateLimit;
  readonly #openedAtMs = performance.now();
  #heardAtMs = this.#openedAtMs;
  #toldAtMs = 0;
  /** The last octets went out then or later. */
  #sentAtMs = this.#openedAtMs;
  #sweptAtMs = this.#openedAtMs;
  #hasSent = false;
  /** Frames for this connection alone that go out at the end of this turn, together. */
  #own = '';
  #isPaused = false;
  #mark: Mark | null = null;
  #endingAtMs: number | null = null;
  #cause: CloseCause = 'client';
  #isClosed = false;

  constructor(link: Link, deps: ConnectionDeps) {
    this.#link = link;
    this.#deps = deps;
    this.#rate = new RateLimit(deps.limits.framesPerSec, deps.limits.framesBurst);
    this.conversation = new Conversation(this, deps);
  }

  get isConnected(): boolean {
    return this.conversation.session.isConnected;
  }

  get backlogBytes(): number {
    return this.#link.backlogBytes;
  }

  /** Octets came. */
  receive(chunk: Buffer): void {
    if (this.#endingAtMs !== null) return;
    const { session } = this.conversation;
    // Heart-beats and frames in crumbs cost as much to read as whole frames.
    if (chunk.length < 3 && !this.#countCrumb()) return;
    this.alive();
    session.receive(chunk);
    if (!this.#isPaused && session.waitingBytes > this.#deps.limits.unhandledBytes) {
      this.#isPaused = true;
      this.#link.pause();
    }
  }

  /** A ping or a pong came: a sign of life, of which there may be too many. @returns whether there are not */
  receiveControl(): boolean {
    if (this.#endingAtMs !== null || !this.#countCrumb()) return false;
    this.alive();
    return true;
  }

  #countCrumb(): boolean {
    if (this.#rate.take()) return true;
    this.conversation.session.fail(tooMuch('too many messages'));
    return false;
  }

  /** The other side gave a sign of life. */
  alive(): void {
    const nowMs = performance.now();
    this.#heardAtMs = nowMs;
    if (nowMs - this.#toldAtMs < HEARD_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.conversation.heard();
  }

  counted(command: ClientCommand): void {
    this.#deps.metrics.framesReceived.addOne(command);
    if (!this.#rate.take()) throw tooMuch('too many frames a second');
  }

  handledSome(): void {
    if (!this.#isPaused || this.conversation.session.waitingBytes > this.#deps.limits.unhandledBytes) return;
    this.#isPaused = false;
    this.#heardAtMs = performance.now();
    this.#link.resume();
  }

  write(frame: string): void {
    if (this.#endingAtMs !== null) return;
    if (this.#own === '') {
      setImmediate(() => {
        this.#writeOwn();
      });
    }
    this.#own += frame;
  }

  writeShared(frames: SharedFrames): void {
    if (this.#endingAtMs !== null) return;
    this.#write(this.#own === '' ? frames : together(this.#takeOwn(), frames));
  }

  end(code: CloseCode, reason: string): void {
    if (this.#endingAtMs !== null) return;
    this.#endingAtMs = performance.now();
    this.#writeOwn();
    this.conversation.over();
    this.#link.close(code, reason);
    // The rest of a flood is not even read; of others the close is awaited.
    if (this.#cause === 'stomp.too_much') this.#link.pause();
    else if (this.#isPaused) this.#link.resume();
  }

  /** Says why, in an ERROR, and closes. */
  fail(error: Error): void {
    this.conversation.session.fail(error);
  }

  failing(error: unknown): void {
    if (this.#cause === 'client') this.#cause = causeOf(error);
  }

  /** Without a word. */
  cut(): void {
    this.#link.cut();
  }

  /** The socket is gone. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endingAtMs ??= performance.now();
    this.#deps.metrics.closed.inc({ cause: this.#cause });
    this.conversation.over();
    this.#deps.onClosed(this);
  }

  /** Looks after deadlines, heart-beats and readers that do not read. Called every `sweepMs`. */
  sweep(nowMs: number): void {
    const { limits } = this.#deps;
    if (this.#hasSent) this.#sentAtMs = this.#sweptAtMs;
    this.#hasSent = false;
    this.#sweptAtMs = nowMs;
    if (this.#endingAtMs !== null) {
      if (nowMs - this.#endingAtMs > limits.lingerMs) this.#link.cut();
      return;
    }
    const cause = this.#overdue(nowMs);
    if (cause) this.#cut(cause);
    else if (isBeatDue(this.conversation.session.heartBeat, this.#beatTimes(nowMs))) this.#write(BEAT);
  }

  #beatTimes(nowMs: number) {
    return { sentAtMs: this.#sentAtMs, nowMs, lookEveryMs: this.#deps.limits.sweepMs };
  }

  #overdue(nowMs: number): CloseCause | null {
    const { limits } = this.#deps;
    if (!this.isConnected && nowMs - this.#openedAtMs > limits.connectMs) return 'no_connect';
    if (this.#isStuck(nowMs)) return 'slow';
    if (this.#isPaused) return null;
    const { heartBeat } = this.conversation.session;
    if (isSilent(heartBeat, { heardAtMs: this.#heardAtMs, nowMs })) return 'silent';
    const silentMs = nowMs - this.#heardAtMs;
    if (heartBeat.expectEveryMs > 0 || silentMs < limits.probeMs) return null;
    return this.#link.probe() && silentMs > MISSED_PROBES * limits.probeMs ? 'silent' : null;
  }

  /** Is the oldest octet that it has not taken too old? */
  #isStuck(nowMs: number): boolean {
    const { backlogBytes, goneBytes } = this.#link;
    if (backlogBytes === 0) this.#mark = null;
    else if (this.#mark === null || goneBytes >= this.#mark.writtenBytes) {
      this.#mark = { writtenBytes: goneBytes + backlogBytes, atMs: nowMs };
    }
    return this.#mark !== null && nowMs - this.#mark.atMs > this.#deps.limits.backlogMs;
  }

  #writeOwn(): void {
    if (this.#own !== '') this.#write(this.#takeOwn());
  }

  #takeOwn(): SharedFrames {
    const frames = new SharedFrames(this.#own);
    this.#own = '';
    return frames;
  }

  #write(octets: Octets): void {
    this.#link.write(octets);
    this.#hasSent = true;
    if (this.#link.backlogBytes > this.#deps.limits.backlogBytes) this.#cut('slow');
  }

  /** The reason stands behind what was not read; whoever reads on finds it, the others are cut after `lingerMs`. */
  #cut(cause: CloseCause): void {
    if (this.#endingAtMs !== null) return;
    this.#cause = cause;
    this.#deps.log.info({ cause, peerId: this.conversation.peer?.id }, 'connection cut');
    this.conversation.session.fail(new StompError('stomp.too_much', REASONS[cause] ?? cause, CLOSE.policy));
  }
}

const REASONS: Partial<Record<CloseCause, string>> = {
  no_connect: 'no CONNECT in time',
  silent: 'no heart-beat in time',
  slow: 'reads too slowly',
};

function causeOf(error: unknown): CloseCause {
  if (error instanceof Leaving) return 'restart';
  if (error instanceof StompError) return error.code;
  return error instanceof AppError ? 'refused' : 'failed';
}
