const MOST_WORDS = 8;

/** What somebody looks for, word by word; more than eight words are not looked for. */
export function wordsOf(text: string): string[] {
  const words = text.normalize('NFC').split(/\s+/u).filter(Boolean);
  return [...new Set(words)].slice(0, MOST_WORDS);
}
