const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const HANGUL_NAME = /^[가-힣]{2,4}$/;

/**
 * The letter that stands for a person. Koreans share few family names, so a Hangul name of two to four syllables
 * gives its second one (영 of 김영준); any other name gives its first letter.
 */
export function initialOf(name: string): string {
  const trimmed = name.trim();
  if (HANGUL_NAME.test(trimmed)) return trimmed.charAt(1);
  return letters.segment(trimmed).containing(0)?.segment.toUpperCase() ?? '?';
}
