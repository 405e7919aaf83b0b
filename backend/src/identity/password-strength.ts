import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Below this a password falls to ten thousand times ten thousand guesses. */
const LEAST_SCORE = 3;
/** What is longer is not looked at to its end: the time it takes grows faster than the text. */
const LOOKED_AT = 64;

let estimator: ZxcvbnFactory | undefined;

/**
 * Whether a password is one of the well-known ones, or follows from them, from a keyboard, a date or from what is known of
 * its owner.
 *
 * @param known What an attacker knows: name and e-mail address.
 * @see ASVS v5.0.0-6.2.4 (the 3,000 most common), NIST SP 800-63B §3.1.1.2
 */
export function isGuessable(password: string, known: readonly string[]): boolean {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const inputs = known.flatMap((text) => [text, ...text.split(/[@.\s_-]+/)]).filter(Boolean);
  return estimator.check(password.slice(0, LOOKED_AT), ['seodang', '서당', ...inputs]).score < LEAST_SCORE;
}
