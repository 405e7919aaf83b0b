export const SOUND_RATE = 48000;
export const BEEP_MS = 60;
const LOUDNESS = 0.5;

/** Everybody has a pitch of their own, so beeps are told apart in a mix. */
export const pitchOf = (person: number): number => 800 + 300 * person;

/**
 * A person's beep at each whole second.
 *
 * @returns Mono samples from −1 to 1, 48,000 a second.
 */
export function beeps(person: number, lengthMs: number): Float32Array {
  const samples = new Float32Array(Math.round((lengthMs * SOUND_RATE) / 1000));
  const length = (BEEP_MS * SOUND_RATE) / 1000;
  for (let start = 0; start < samples.length; start += SOUND_RATE)
    for (let at = 0; at < length && start + at < samples.length; at += 1)
      samples[start + at] = LOUDNESS * Math.sin((2 * Math.PI * pitchOf(person) * at) / SOUND_RATE);
  return samples;
}

const WINDOW = (SOUND_RATE * 10) / 1000;
const STEP = SOUND_RATE / 1000;
/** Beeps of one person are a second apart; an echo of the coder is nearer. */
const MIN_DISTANCE_MS = 500;

/**
 * When a person's beeps begin in a sound, to about a millisecond.
 *
 * @param samples Mono, 48,000 a second.
 * @returns Ms from its beginning.
 */
export function findBeeps(samples: Float32Array, person: number): number[] {
  const pitch = pitchOf(person);
  const powers: number[] = [];
  for (let at = 0; at + WINDOW <= samples.length; at += STEP)
    powers.push(powerAt(samples.subarray(at, at + WINDOW), pitch));
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  // With half of the window inside of the beep a quarter of its power is there.
  const threshold = Math.max(loudest / 4, 1e-4);
  const found: number[] = [];
  for (const [index, power] of powers.entries()) {
    const atMs = index + (WINDOW / SOUND_RATE) * 500;
    const isOnset = power >= threshold && (powers[index - 1] ?? 0) < threshold;
    if (isOnset && atMs - (found.at(-1) ?? -Infinity) > MIN_DISTANCE_MS) found.push(atMs);
  }
  return found;
}

/** Goertzel's: the power of one frequency in a stretch of sound, 1 for a full sine. */
function powerAt(samples: Float32Array, frequency: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * frequency) / SOUND_RATE);
  let [one, two] = [0, 0];
  for (const sample of samples) [one, two] = [sample + factor * one - two, one];
  return ((one * one + two * two - factor * one * two) * 4) / samples.length ** 2;
}
