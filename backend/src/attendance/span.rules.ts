import type { LeaveReason } from '@seodang/contracts/attendance';

/** How long OpenVidu keeps a connection after its socket closed before it calls it lost. @see OpenVidu 2.32 `RpcHandler` */
export const GRACE_MS = 10_000;

/** The longest a lost connection may look alive: 15 s until a silent socket is closed, and the grace after that. */
export const EVICTION_MS = 25_000;

/** A page that lives beats every two seconds; after two missed beats it was silent. */
export const SILENCE_MS = 5_000;

/** A beat that was on its way when the page said goodbye may be counted after it. */
const HINT_SLACK_MS = 1_000;

/** Endings that the backend itself brings about, said before the media server is asked to do it. */
export type ClosingReason = Extract<
  LeaveReason,
  'moved-to-another-device' | 'removed' | 'lesson-ended' | 'speaking-changed'
>;

/**
 * One thing learnt about a connection; times are epoch milliseconds in UTC.
 * `joined` and `left` are the media server's own words (`why` is OpenVidu's reason), `seen` and `gone` what a look at its
 * REST API showed, `closing` what the backend did, `beat` and `goodbye` what the page in the browser sent.
 */
export type SpanFact =
  | { readonly name: 'joined'; readonly at: number }
  | { readonly name: 'left'; readonly at: number; readonly why: string }
  | { readonly name: 'seen'; readonly at: number }
  | { readonly name: 'gone'; readonly by: number; readonly withSession: boolean }
  | { readonly name: 'closing'; readonly at: number; readonly reason: ClosingReason }
  | { readonly name: 'beat'; readonly at: number }
  | { readonly name: 'goodbye'; readonly at: number };

interface Claim<Why extends string = string> {
  readonly at: number;
  readonly why: Why;
}

/** All that is known of one connection. Each field moves one way only, so the order of facts does not matter. */
export interface SpanFacts {
  /** Earliest. */
  readonly joinedAt: number | null;
  /** Earliest; a connection leaves once. */
  readonly left: Claim | null;
  /** Earliest. */
  readonly closing: Claim<ClosingReason> | null;
  /** Earliest time at which it was no longer there. */
  readonly goneBy: number | null;
  /** It was missed together with its whole session. */
  readonly sessionGone: boolean;
  /** Latest. */
  readonly seenAt: number | null;
  /** Latest. */
  readonly beatAt: number | null;
  /** Latest. */
  readonly goodbyeAt: number | null;
}

export const NOTHING_KNOWN: SpanFacts = {
  joinedAt: null,
  left: null,
  closing: null,
  goneBy: null,
  sessionGone: false,
  seenAt: null,
  beatAt: null,
  goodbyeAt: null,
};

/** The knowledge that one fact alone gives. */
export function knowledgeOf(fact: SpanFact): SpanFacts {
  switch (fact.name) {
    case 'joined':
      return { ...NOTHING_KNOWN, joinedAt: fact.at };
    case 'left':
      return { ...NOTHING_KNOWN, left: { at: fact.at, why: fact.why } };
    case 'seen':
      return { ...NOTHING_KNOWN, seenAt: fact.at };
    case 'gone':
      return { ...NOTHING_KNOWN, goneBy: fact.by, sessionGone: fact.withSession };
    case 'closing':
      return { ...NOTHING_KNOWN, closing: { at: fact.at, why: fact.reason } };
    case 'beat':
      return { ...NOTHING_KNOWN, beatAt: fact.at };
    case 'goodbye':
      return { ...NOTHING_KNOWN, goodbyeAt: fact.at };
  }
}

/**
 * Joins two pieces of knowledge of one connection. Commutative, associative and idempotent (a join-semilattice), so
 * any order and any repetition of facts ends in the same knowledge.
 *
 * @see docs/adr/0007-attendance-from-spans.md
 */
export function merge(a: SpanFacts, b: SpanFacts): SpanFacts {
  return {
    joinedAt: earliest(a.joinedAt, b.joinedAt),
    left: firstClaim(a.left, b.left),
    closing: firstClaim(a.closing, b.closing),
    goneBy: earliest(a.goneBy, b.goneBy),
    sessionGone: a.sessionGone || b.sessionGone,
    seenAt: latest(a.seenAt, b.seenAt),
    beatAt: latest(a.beatAt, b.beatAt),
    goodbyeAt: latest(a.goodbyeAt, b.goodbyeAt),
  };
}

export type EndSource = 'webhook' | 'rest' | 'backend' | 'page';

export interface SpanEnd {
  readonly leftAt: number;
  readonly reason: LeaveReason;
  /** Who gave the ending. */
  readonly source: EndSource;
}

/**
 * When and why a connection ended, as well as it is known by now; null while it goes on.
 *
 * A clean leave ends at the media server's word. Anything the person did not do themselves (lost network, removal, end of
 * the session) ends at the last sign of life when the page had fallen silent before, never earlier than a lost connection
 * can look alive, because beats may also fail while the media goes on. A goodbye of the page counts until
 * something shows that it lived on.
 *
 * @returns `leftAt` is never before `joinedAt`.
 * @see docs/adr/0007-attendance-from-spans.md
 */
export function endOf(facts: SpanFacts): SpanEnd | null {
  const end = earlyEnd(facts);
  if (!end || facts.joinedAt === null) return end;
  return { ...end, leftAt: Math.max(end.leftAt, facts.joinedAt) };
}

/** The last moment at which this connection certainly lived; null when it never showed itself. */
export function lastSignOfLife(facts: SpanFacts): number | null {
  return [facts.joinedAt, facts.beatAt, facts.seenAt].reduce(latest, null);
}

function earlyEnd(facts: SpanFacts): SpanEnd | null {
  const { left, goodbyeAt } = facts;
  if (left?.why === 'disconnect') return { leftAt: left.at, reason: 'left', source: 'webhook' };
  const known = knownEnd(facts);
  if (goodbyeAt !== null && isGoodbyeMeant(facts, goodbyeAt, known)) {
    return { leftAt: goodbyeAt, reason: 'left', source: 'page' };
  }
  return known ? backdated(facts, known) : null;
}

/** An ending as it was told, before asking whether the person had been gone for a while. */
interface KnownEnd extends SpanEnd {
  readonly kind: 'lost' | 'missing' | 'ended';
}

function knownEnd(facts: SpanFacts): KnownEnd | null {
  const { left, closing, goneBy } = facts;
  if (left) {
    const kind = left.why === 'networkDisconnect' ? 'lost' : 'ended';
    return { leftAt: left.at, reason: reasonOf(left.why, closing?.why ?? null), source: 'webhook', kind };
  }
  if (closing && (goneBy === null || closing.at <= goneBy)) {
    return { leftAt: closing.at, reason: closing.why, source: 'backend', kind: 'ended' };
  }
  if (goneBy === null) return null;
  const reason = facts.sessionGone ? 'media-failed' : 'network-lost';
  return { leftAt: goneBy, reason, source: 'rest', kind: 'missing' };
}

const REASONS: Readonly<Record<string, LeaveReason>> = {
  disconnect: 'left',
  forceDisconnectByUser: 'removed',
  forceDisconnectByServer: 'removed',
  networkDisconnect: 'network-lost',
  sessionClosedByServer: 'lesson-ended',
  mediaServerReconnect: 'media-failed',
  mediaServerDisconnect: 'media-failed',
  nodeCrashed: 'media-failed',
  openviduServerStopped: 'media-failed',
};

function reasonOf(why: string, closing: ClosingReason | null): LeaveReason {
  if (why === 'forceDisconnectByServer' && closing) return closing;
  return REASONS[why] ?? 'network-lost';
}

/** A goodbye is void when something shows that the page lived on after it (a restored page, a reload that was called off). */
function isGoodbyeMeant(facts: SpanFacts, goodbyeAt: number, known: KnownEnd | null): boolean {
  if (known && known.leftAt < goodbyeAt) return false;
  const mayLookAlive = [facts.seenAt, known?.kind === 'lost' ? known.leftAt : null];
  const beatOn = facts.beatAt !== null && facts.beatAt > goodbyeAt + HINT_SLACK_MS;
  return !beatOn && mayLookAlive.every((at) => at === null || at <= goodbyeAt + EVICTION_MS);
}

function backdated(facts: SpanFacts, end: KnownEnd): SpanEnd {
  const { kind, reason, source } = end;
  const silent = facts.beatAt !== null && end.leftAt - facts.beatAt > SILENCE_MS;
  if (kind === 'ended' && !silent) return { leftAt: end.leftAt, reason, source };
  const lostFirst = kind === 'ended' && reason !== 'removed' && reason !== 'media-failed';
  return { leftAt: lastLife(facts, end), reason: lostFirst ? 'network-lost' : reason, source };
}

/** The best guess of when a connection fell silent that nobody closed on purpose. */
function lastLife(facts: SpanFacts, end: KnownEnd): number {
  const { beatAt, seenAt, joinedAt } = facts;
  if (beatAt === null) {
    if (end.kind === 'lost') return end.leftAt - GRACE_MS;
    return Math.min(end.leftAt, seenAt ?? joinedAt ?? end.leftAt);
  }
  const provenBy = end.kind === 'missing' ? seenAt : end.leftAt;
  const floor = provenBy === null ? beatAt : provenBy - EVICTION_MS;
  return Math.min(end.leftAt, Math.max(beatAt, floor));
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The earlier claim; of two at one instant the one whose name sorts first, so that both orders agree. */
function firstClaim<Why extends string>(a: Claim<Why> | null, b: Claim<Why> | null): Claim<Why> | null {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return a.why <= b.why ? a : b;
}
