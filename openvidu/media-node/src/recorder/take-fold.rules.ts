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
  const named = (kind: string) =>
    files.find((name) => name.startsWith(`${file}-${kind}-`) && name.endsWith('.mjr')) ?? null;
  const segment: TakeSegment = {
    audio: named('audio'),
    video: named('video'),
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
    const at = this.aliveAt;
    switch (line.kind) {
      case 'stream':
        this.#addStream(line, at);
        return;
      case 'state':
        this.#addState(line, at);
        return;
      case 'segment-opened':
        this.#openSegment(line, at);
        return;
      case 'segment-closed':
        this.#closeSegments(this.streams.get(line.streamId), at, line.segment);
        return;
      case 'gap-opened':
        for (const stream of this.streams.values()) this.#closeSegments(stream, at);
        if (!this.#openGap) this.gaps.push({ from: at, to: null, reason: line.reason });
        return;
      case 'gap-closed':
        if (this.#openGap) this.#openGap.to = at;
        return;
      case 'stopped':
        this.stopped = { ...line, at };
        return;
      case 'started':
      case 'alive':
    }
  }

  get #openGap() {
    return this.gaps.find(({ to }) => to === null);
  }

  #addStream(
    { streamId, connectionId, clientData, serverData, typeOfVideo, ...state }: Of<'stream'>,
    at: number,
  ) {
    const known = this.streams.get(streamId);
    if (known) {
      this.#addState({ ...state, kind: 'state', streamId }, at);
      return;
    }
    const facts = { streamId, connectionId, clientData, serverData, typeOfVideo };
    const { audioActive, videoActive } = state;
    this.streams.set(streamId, { facts, segments: [], states: [{ at, audioActive, videoActive }] });
  }

  #addState({ streamId, audioActive, videoActive }: Of<'state'>, at: number): void {
    const states = this.streams.get(streamId)?.states;
    const last = states?.at(-1);
    if (last?.audioActive === audioActive && last.videoActive === videoActive) return;
    states?.push({ at, audioActive, videoActive });
  }

  #openSegment({ streamId, segment, file }: Of<'segment-opened'>, at: number): void {
    const stream = this.streams.get(streamId);
    this.#closeSegments(stream, at);
    stream?.segments.push({ number: segment, file, startedAt: at, endedAt: null });
  }

  #closeSegments(stream: FoldedStream | undefined, at: number, number?: number): void {
    for (const segment of stream?.segments ?? [])
      if (number === undefined || segment.number === number) segment.endedAt ??= at;
  }
}
