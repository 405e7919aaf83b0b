import { capturesOf, mediaOf } from './take-names.rules.js';
import type { Take, TakeGap, TakeLine, TakeSegment, TakeStream } from './take.js';

type Of<K extends TakeLine['kind']> = Extract<TakeLine, { kind: K }>;

interface OpenSegment {
  readonly number: number;
  readonly file: string;
  readonly startedAt: number;
  endedAt: number | null;
}

interface FoldedStream {
  readonly facts: Omit<TakeStream, 'segments' | 'states'>;
  readonly segments: OpenSegment[];
  readonly states: TakeStream['states'];
}

/** How a take stands by its journal: what is open has no end yet. */
export interface FoldedTake {
  readonly started: Of<'started'>;
  readonly streams: ReadonlyMap<string, FoldedStream>;
  readonly gaps: readonly { readonly from: number; to: number | null; readonly reason: TakeGap['reason'] }[];
  /** The last time the take is known to have gone on. */
  readonly aliveAt: number;
  readonly stopped: Of<'stopped'> | null;
}

/**
 * Reads a take off its journal, wherever a crash ended it.
 *
 * @returns null when the journal does not even say what was begun.
 */
export function foldTake(lines: readonly TakeLine[]): FoldedTake | null {
  const started = lines.find((line) => line.kind === 'started');
  if (!started) return null;
  const fold = new Fold(started);
  for (const line of lines) fold.apply(line);
  return fold;
}

/**
 * The take in the shape that is handed on.
 *
 * @param files What is in its folder. A segment without files was never written, and is left out.
 */
export function toTake(folded: FoldedTake, files: readonly string[]): Take {
  const { recordingId, sessionId, uniqueSessionId, properties, at } = folded.started;
  const stoppedAt = Math.max(folded.stopped?.at ?? folded.aliveAt, at);
  const streams = [...folded.streams.values()].map(({ facts, segments, states }) => ({
    ...facts,
    segments: segments
      .map((segment) => toSegment(segment, stoppedAt, files))
      .map((segment) => ({
        ...segment,
        audio: properties.hasAudio ? segment.audio : null,
        video: properties.hasVideo ? segment.video : null,
      }))
      .filter(({ audio, video }) => audio !== null || video !== null),
    states,
  }));
  const gaps = folded.gaps.map(({ from, to, reason }) => ({ from, to: to ?? stoppedAt, reason }));
  const scope = { recordingId, name: properties.name, sessionId, uniqueSessionId };
  return { ...scope, properties, startedAt: at, stoppedAt, streams, gaps };
}

function toSegment({ file, startedAt, endedAt }: OpenSegment, stoppedAt: number, files: readonly string[]) {
  const segment: TakeSegment = {
    audio: mediaOf(file, 'audio', files),
    video: mediaOf(file, 'video', files),
    reports: capturesOf(file, files),
    startedAt,
    endedAt: endedAt ?? stoppedAt,
  };
  return segment;
}

class Fold implements FoldedTake {
  readonly streams = new Map<string, FoldedStream>();
  readonly gaps: { from: number; to: number | null; reason: TakeGap['reason'] }[] = [];
  aliveAt: number;
  stopped: Of<'stopped'> | null = null;

  constructor(readonly started: Of<'started'>) {
    this.aliveAt = started.at;
  }

  apply(line: TakeLine): void {
    if (this.stopped) return;
    this.aliveAt = Math.max(this.aliveAt, line.at);
    // A clock that was set back makes no time of it run backwards.
    const timed = { ...line, at: this.aliveAt };
    if ('streamId' in timed) this.#applyToStream(timed);
    else if (timed.kind === 'gap-opened') this.#openGap(timed);
    else if (timed.kind === 'gap-closed') this.#closeGap(timed);
    else if (timed.kind === 'stopped') this.stopped = timed;
  }

  #applyToStream(line: Extract<TakeLine, { streamId: string }>): void {
    if (line.kind === 'stream') this.#addStream(line);
    else if (line.kind === 'state') this.#addState(line);
    else if (line.kind === 'segment-opened') this.#openSegment(line);
    else this.#closeSegments(this.streams.get(line.streamId), line.at, line.segment);
  }

  #openGap({ at, reason }: Of<'gap-opened'>): void {
    for (const stream of this.streams.values()) this.#closeSegments(stream, at);
    if (this.gaps.at(-1)?.to !== null) this.gaps.push({ from: at, to: null, reason });
  }

  #closeGap({ at }: Of<'gap-closed'>): void {
    const last = this.gaps.at(-1);
    if (last) last.to ??= at;
  }

  #addStream({ streamId, connectionId, clientData, serverData, typeOfVideo, ...now }: Of<'stream'>): void {
    const { at, audioActive, videoActive } = now;
    const state = { at, audioActive, videoActive };
    if (this.streams.has(streamId)) {
      this.#addState({ kind: 'state', streamId, ...state });
      return;
    }
    const facts = { streamId, connectionId, clientData, serverData, typeOfVideo };
    this.streams.set(streamId, { facts, segments: [], states: [state] });
  }

  #addState({ streamId, at, audioActive, videoActive }: Of<'state'>): void {
    const states = this.streams.get(streamId)?.states;
    const last = states?.at(-1);
    if (last?.audioActive === audioActive && last.videoActive === videoActive) return;
    states?.push({ at, audioActive, videoActive });
  }

  #openSegment({ streamId, segment, file, at }: Of<'segment-opened'>): void {
    const stream = this.streams.get(streamId);
    this.#closeSegments(stream, at);
    stream?.segments.push({ number: segment, file, startedAt: at, endedAt: null });
  }

  #closeSegments(stream: FoldedStream | undefined, at: number, number?: number): void {
    for (const segment of stream?.segments ?? [])
      if (number === undefined || segment.number === number) segment.endedAt ??= at;
  }
}
