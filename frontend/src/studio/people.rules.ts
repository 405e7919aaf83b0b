/** The first consonants of syllables in the order of Unicode, `가` being U+AC00 and every 588 syllables sharing one. */
const CONSONANTS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_OF_ONE = 588;

const folded = (text: string) => text.normalize('NFC').toLocaleLowerCase().replaceAll(/\s+/g, '');

/** `김규현` → `ㄱㄱㅎ`; what is no Hangul syllable stays. */
function consonantsOf(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return letter;
    return CONSONANTS[Math.floor((code - FIRST_SYLLABLE) / SYLLABLES_OF_ONE)] ?? letter;
  }).join('');
}

/** Those whose name contains what was typed, without regard to case and spaces; `ㄱㅎ` finds `김규현`. */
export function named<P extends { readonly name: string }>(people: readonly P[], typed: string): P[] {
  const wanted = folded(typed);
  return people.filter(({ name }) => {
    const given = folded(name);
    return given.includes(wanted) || consonantsOf(given).includes(wanted);
  });
}
