import type { StreamPulse } from './media-port.js';

/** Loudness above which a voice is taken for speech; room noise of a laptop stays below. */
const SPEECH_LEVEL = 0.03;
/** A ring that goes out between two words flickers. */
const HOLD_MS = 700;
/** How long one has to be the only voice before the stage turns to them. */
const TURN_MS = 1_500;

export interface Speaking {
  /** When each stream was last heard. */
  readonly heardAtMs: ReadonlyMap<string, number>;
  readonly speaking: ReadonlySet<string>;
  /** Who has the stage in the speaker layout; stays with the last one while nobody speaks. */
  readonly leader: string | null;
  readonly candidate: { readonly streamId: string; readonly sinceMs: number } | null;
}

export const SILENCE: Speaking = { heardAtMs: new Map(), speaking: new Set(), leader: null, candidate: null };

/** The next moment of listening. Gives the same `speaking` object while nothing about it changes. */
export function listen(before: Speaking, pulses: readonly StreamPulse[], nowMs: number): Speaking {
  const heardAtMs = new Map<string, number>();
  for (const { streamId, level } of pulses) {
    const heard = level >= SPEECH_LEVEL ? nowMs : before.heardAtMs.get(streamId);
    if (heard !== undefined) heardAtMs.set(streamId, heard);
  }
  const now = new Set(
    [...heardAtMs].filter(([, atMs]) => nowMs - atMs < HOLD_MS).map(([streamId]) => streamId),
  );
  const speaking = sameMembers(before.speaking, now) ? before.speaking : now;
  return { heardAtMs, speaking, ...turn(before, loudest(pulses, now), nowMs) };
}

function loudest(pulses: readonly StreamPulse[], speaking: ReadonlySet<string>): string | null {
  const voices = pulses.filter(({ streamId }) => speaking.has(streamId)).sort((a, b) => b.level - a.level);
  return voices[0]?.streamId ?? null;
}

function turn(before: Speaking, voice: string | null, nowMs: number): Pick<Speaking, 'leader' | 'candidate'> {
  if (voice === null || voice === before.leader) return { leader: before.leader, candidate: null };
  if (before.leader === null) return { leader: voice, candidate: null };
  const candidate =
    before.candidate?.streamId === voice ? before.candidate : { streamId: voice, sinceMs: nowMs };
  return nowMs - candidate.sinceMs >= TURN_MS
    ? { leader: voice, candidate: null }
    : { leader: before.leader, candidate };
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((member) => b.has(member));
}
