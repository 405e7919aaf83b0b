import type { CloseReason } from './media-port.js';

/**
 * The life of one's own place in a lesson, as a pure machine: what is shown, and what has to be done next.
 * Each attempt to get in has its own number (`epoch`); news of an older attempt is ignored.
 */
export type SessionState = { readonly epoch: number } & (
  | { readonly phase: 'asking' }
  /** Choosing devices before going in. `failure` tells why the last attempt did not work. */
  | { readonly phase: 'lobby'; readonly failure: EntryFailure | null }
  /** Getting in for the first time. `nextTryAtMs` is null while trying, else the pause's end. */
  | ({ readonly phase: 'joining' } & Attempt)
  /** `renewing` is the attempt whose connection will take this one's place, since the right to speak changed. */
  | { readonly phase: 'live'; readonly connectionId: string; readonly renewing?: number }
  /** The socket is gone; openvidu-browser tries to take the same connection up again. */
  | { readonly phase: 'reconnecting'; readonly connectionId: string; readonly sinceMs: number }
  /** The connection is lost for good; a new one is being made. */
  | ({ readonly phase: 'rejoining' } & Attempt)
  | { readonly phase: 'left' | 'ended' | 'removed' | 'moved' }
  | { readonly phase: 'failed'; readonly failure: EntryFailure }
);

interface Attempt {
  readonly attempt: number;
  /** When one set out to get in, or the connection was lost. */
  readonly sinceMs: number;
  readonly nextTryAtMs: number | null;
}

/** Why one could not get in. `again`: trying again may help. */
export type EntryFailure =
  | { readonly kind: 'again'; readonly code: string; readonly requestId?: string | undefined }
  | { readonly kind: 'not-live' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'refused'; readonly code: string; readonly requestId?: string | undefined };

export type SessionInput =
  | { readonly type: 'devices-settled' }
  | { readonly type: 'enter' }
  /** The right to speak is another one than the connection's: get a new connection while this one lives. */
  | { readonly type: 'renew' }
  | { readonly type: 'joined'; readonly epoch: number; readonly connectionId: string }
  | { readonly type: 'entry-failed'; readonly epoch: number; readonly failure: EntryFailure }
  | { readonly type: 'socket-lost'; readonly epoch: number }
  | { readonly type: 'socket-back'; readonly epoch: number }
  | { readonly type: 'closed'; readonly epoch: number; readonly reason: CloseReason }
  /** The time that a `wait` effect asked for has passed. */
  | { readonly type: 'due'; readonly epoch: number }
  | { readonly type: 'try-now' }
  | { readonly type: 'leave' }
  /** The server said that the lesson is over, or this person ended it for all. */
  | { readonly type: 'lesson-ended' };

export type SessionEffect =
  /** Get a ticket, join, publish; answer with `joined` or `entry-failed` of this epoch. */
  | { readonly do: 'open'; readonly epoch: number; readonly afterLoss: boolean }
  /** The same beside the living connection, which goes when the new one is in. */
  | { readonly do: 'renew'; readonly epoch: number; readonly connectionId: string }
  /** Drop the connection of every older epoch. */
  | { readonly do: 'close' }
  | { readonly do: 'wait'; readonly epoch: number; readonly ms: number };

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** Attempts before a first entry is given up; a lost place is fought for without end. */
export const FIRST_ENTRY_ATTEMPTS = 3;
/** A dead network leaves sockets hanging in `connecting`; then a new connection is the quicker way. */
export const STALLED_MS = 20_000;
const BACKOFF_MS = [0, 1_000, 2_000, 4_000, 8_000];
const LONGEST_BACKOFF_MS = 10_000;

/** Pause before the given attempt (the first is 1), without jitter. */
export function backoffMs(attempt: number): number {
  return BACKOFF_MS[attempt - 1] ?? LONGEST_BACKOFF_MS;
}

export function isOver(
  state: SessionState,
): state is Extract<SessionState, { phase: 'left' | 'ended' | 'removed' | 'moved' | 'failed' }> {
  return ['left', 'ended', 'removed', 'moved', 'failed'].includes(state.phase);
}

/** Inside the lesson's room, with or without a working connection. */
export function isInside(
  state: SessionState,
): state is Extract<SessionState, { phase: 'live' | 'reconnecting' | 'rejoining' }> {
  return ['live', 'reconnecting', 'rejoining'].includes(state.phase);
}

const stay = (state: SessionState): Step => ({ state, effects: [] });

type Handlers = {
  readonly [T in SessionInput['type']]: (
    state: SessionState,
    input: Extract<SessionInput, { type: T }>,
    nowMs: number,
  ) => Step;
};

const HANDLERS: Handlers = {
  'devices-settled': devicesSettled,
  enter: (state, _, nowMs) => enter(state, nowMs),
  renew,
  joined: (state, { connectionId }) => joined(state, connectionId),
  'entry-failed': (state, { failure }, nowMs) => entryFailed(state, failure, nowMs),
  'socket-lost': (state, _, nowMs) => socketLost(state, nowMs),
  'socket-back': socketBack,
  closed: (state, { reason }, nowMs) => closed(state, reason, nowMs),
  due: (state, _, nowMs) => due(state, nowMs),
  'try-now': (state, _, nowMs) => tryNow(state, nowMs),
  leave: (state) => finish(state, 'left'),
  'lesson-ended': (state) => finish(state, 'ended'),
};

/** One step of the machine; `nowMs` is any clock that only goes forward. */
export function step(state: SessionState, input: SessionInput, nowMs: number): Step {
  const ofRenewal = 'epoch' in input && state.phase === 'live' && input.epoch === state.renewing;
  if ('epoch' in input && input.epoch !== state.epoch && !ofRenewal) return stay(state);
  const handle = HANDLERS[input.type] as (state: SessionState, input: SessionInput, nowMs: number) => Step;
  return handle(ofRenewal ? asAttempt(input.epoch, nowMs) : state, input, nowMs);
}

/** News of a renewal are those of an attempt to come back: through, it is live; failed, the place is fought for. */
function asAttempt(epoch: number, nowMs: number): SessionState {
  return { phase: 'rejoining', epoch, attempt: 1, sinceMs: nowMs, nextTryAtMs: null };
}

function renew(state: SessionState): Step {
  if (state.phase !== 'live') return stay(state);
  const { connectionId } = state;
  const epoch = latestEpoch(state) + 1;
  return { state: { ...state, renewing: epoch }, effects: [{ do: 'renew', epoch, connectionId }] };
}

/** The number of the last attempt that was begun. */
function latestEpoch(state: SessionState): number {
  return state.phase === 'live' ? Math.max(state.epoch, state.renewing ?? 0) : state.epoch;
}

type Trying = Extract<SessionState, { phase: 'joining' | 'rejoining' }>;

function isEntering(state: SessionState): state is Trying {
  return state.phase === 'joining' || state.phase === 'rejoining';
}

/** An attempt is under way, not only planned. */
function isTrying(state: SessionState): state is Trying {
  return isEntering(state) && state.nextTryAtMs === null;
}

function devicesSettled(state: SessionState): Step {
  return state.phase === 'asking' ? stay({ phase: 'lobby', epoch: state.epoch, failure: null }) : stay(state);
}

function enter(state: SessionState, nowMs: number): Step {
  // Nobody has to wait for the browser's question: devices are sent as soon as they are there.
  const outside = state.phase === 'asking' || state.phase === 'lobby';
  if (!outside && (!isOver(state) || state.phase === 'ended')) return stay(state);
  return open({ phase: 'joining', epoch: state.epoch, attempt: 1, sinceMs: nowMs, nextTryAtMs: null });
}

/** Begins an attempt under a number of its own. */
function open(trying: Trying): Step {
  const epoch = trying.epoch + 1;
  const nextTryAtMs = null;
  const afterLoss = trying.phase === 'rejoining' || trying.attempt > 1;
  return {
    state: { ...trying, epoch, nextTryAtMs },
    effects: [{ do: 'close' }, { do: 'open', epoch, afterLoss }],
  };
}

function joined(state: SessionState, connectionId: string): Step {
  return isTrying(state) ? stay({ phase: 'live', epoch: state.epoch, connectionId }) : stay(state);
}

function entryFailed(state: SessionState, failure: EntryFailure, nowMs: number): Step {
  if (!isTrying(state)) return stay(state);
  switch (failure.kind) {
    case 'ended':
      return finish(state, 'ended');
    case 'not-live':
      // Who was inside a moment ago and finds no lesson has seen its end; who comes first waits for its start.
      return state.phase === 'rejoining' ? finish(state, 'ended') : backToLobby(state, failure);
    case 'refused':
      if (failure.code === 'lesson.removed') return finish(state, 'removed');
      // What is missing can be given in the lobby.
      if (failure.code === 'lesson.consent_missing') return backToLobby(state, failure);
      return { state: { phase: 'failed', epoch: state.epoch, failure }, effects: [{ do: 'close' }] };
    case 'again':
      return retryLater(state, failure, nowMs);
  }
}

function backToLobby({ epoch }: SessionState, failure: EntryFailure): Step {
  return { state: { phase: 'lobby', epoch, failure }, effects: [{ do: 'close' }] };
}

function retryLater(state: Trying, failure: EntryFailure, nowMs: number): Step {
  if (state.phase === 'joining' && state.attempt >= FIRST_ENTRY_ATTEMPTS) {
    return { state: { phase: 'failed', epoch: state.epoch, failure }, effects: [{ do: 'close' }] };
  }
  const attempt = state.attempt + 1;
  // A number of its own for the pause, so that the failed attempt cannot fail a second time.
  const epoch = state.epoch + 1;
  const ms = backoffMs(attempt);
  return {
    state: { ...state, epoch, attempt, nextTryAtMs: nowMs + ms },
    effects: [{ do: 'close' }, { do: 'wait', epoch, ms }],
  };
}

function socketLost(state: SessionState, nowMs: number): Step {
  if (state.phase !== 'live') return stay(state);
  if (state.renewing !== undefined) return lost(state, nowMs);
  const { epoch, connectionId } = state;
  return {
    state: { phase: 'reconnecting', epoch, connectionId, sinceMs: nowMs },
    effects: [{ do: 'wait', epoch, ms: STALLED_MS }],
  };
}

function socketBack(state: SessionState): Step {
  if (state.phase !== 'reconnecting') return stay(state);
  return stay({ phase: 'live', epoch: state.epoch, connectionId: state.connectionId });
}

const PHASE_AFTER = { 'session-ended': 'ended', moved: 'moved', removed: 'removed', left: 'left' } as const;

function closed(state: SessionState, reason: CloseReason, nowMs: number): Step {
  if (isOver(state) || state.phase === 'asking' || state.phase === 'lobby') return stay(state);
  if (reason === 'network') return lost(state, nowMs);
  if (reason !== 'speaking-changed') return finish(state, PHASE_AFTER[reason]);
  // A server that did not wait for a renewal: it will be through in a moment.
  return state.phase === 'live' && state.renewing !== undefined ? stay(state) : lost(state, nowMs);
}

/** The connection is gone: a first entry counts it as a failed attempt, anybody inside gets a new connection. */
function lost(state: SessionState, nowMs: number): Step {
  if (isTrying(state)) return retryLater(state, { kind: 'again', code: 'media.unavailable' }, nowMs);
  if (isEntering(state)) return stay(state);
  const sinceMs = state.phase === 'reconnecting' ? state.sinceMs : nowMs;
  return open({ phase: 'rejoining', epoch: latestEpoch(state), attempt: 1, sinceMs, nextTryAtMs: null });
}

function due(state: SessionState, nowMs: number): Step {
  if (isEntering(state) && state.nextTryAtMs !== null) return open(state);
  if (state.phase === 'reconnecting' && nowMs - state.sinceMs >= STALLED_MS) return lost(state, nowMs);
  return stay(state);
}

function tryNow(state: SessionState, nowMs: number): Step {
  if (state.phase === 'reconnecting') return lost(state, nowMs);
  return isEntering(state) && state.nextTryAtMs !== null ? open(state) : stay(state);
}

function finish(state: SessionState, phase: 'left' | 'ended' | 'removed' | 'moved'): Step {
  const endedLater = phase === 'ended' && state.phase !== 'left' && state.phase !== 'ended';
  if (isOver(state) && !endedLater) return stay(state);
  return { state: { phase, epoch: latestEpoch(state) }, effects: [{ do: 'close' }] };
}
