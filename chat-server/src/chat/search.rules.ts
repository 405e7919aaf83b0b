const FALLING_BACK_AT = 2;

/**
 * What a text is found by: each pair of neighbouring characters of its words, once, in lower case. Any part of a word of
 * two characters or more is thus found, in Korean as in English.
 */
export function tokensOf(text: string): string[] {
  const tokens = new Set<string>();
  for (const word of wordsOf(text)) {
    for (let at = 0; at + 1 < word.length; at++) tokens.add(`${word[at] ?? ''}${word[at + 1] ?? ''}`);
  }
  return [...tokens];
}

function wordsOf(text: string): string[][] {
  const words = text.normalize('NFC').toLowerCase().split(/\s+/);
  return words.filter((word) => word.length >= FALLING_BACK_AT).map((word) => Array.from(word));
}

/** Matches texts that have `wanted` in them, whatever the case and the white space. */
export function patternOf(wanted: string): RegExp {
  const parts = wanted.normalize('NFC').trim().split(/\s+/);
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s+'), 'i');
}
