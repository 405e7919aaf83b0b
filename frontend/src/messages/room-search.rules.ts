const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const ONLY_INITIALS = new RegExp(`^[${INITIALS} ]+$`, 'u');
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_PER_INITIAL = 588;

/** A text with each Hangul syllable reduced to its first consonant: `서예 1` is `ㅅㅇ 1`. */
function initialsOf(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const isSyllable = code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;
    return isSyllable ? INITIALS.charAt(Math.floor((code - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)) : letter;
  }).join('');
}

/** Whether a name holds what was typed; first consonants alone find Korean names too. */
export function nameHolds(name: string, typed: string): boolean {
  const wanted = typed.normalize('NFC').trim().toLowerCase();
  const whole = name.normalize('NFC').toLowerCase();
  const isInitials = ONLY_INITIALS.test(wanted);
  return whole.includes(wanted) || (isInitials && initialsOf(whole).includes(wanted));
}
