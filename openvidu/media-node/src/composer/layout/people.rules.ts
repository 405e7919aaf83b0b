interface ConnectionData {
  readonly clientData: string;
  readonly serverData: string;
}

const MAX_NAME = 40;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A person's name from the data of a connection: the server's word before the client's, `name` in JSON, OpenVidu's habit
 * of `{"clientData": "Ann"}`, or the plain text.
 *
 * @returns Printable text of at most 40 characters; empty when there is none.
 */
export function nameOf({ clientData, serverData }: ConnectionData): string {
  const name = nameIn(serverData) ?? nameIn(clientData) ?? '';
  const printable = name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(letters.segment(printable), ({ segment }) => segment)
    .slice(0, MAX_NAME)
    .join('');
}

function nameIn(text: string): string | null {
  if (text.trim() === '') return null;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return text;
  }
  if (typeof data !== 'object' || data === null) return String(data);
  const found = ['name', 'clientData', 'nickname', 'userName']
    .map((key) => (data as Record<string, unknown>)[key])
    .find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : null;
}

const HANGUL_NAME = /^[가-힣]{2,4}$/;

/**
 * What stands large on the card of somebody whose camera is off: the same letter as in the lesson itself, the second
 * syllable of a Hangul name of two to four (many share a family name), else the first letter.
 */
export function initialOf(name: string): string {
  if (HANGUL_NAME.test(name)) return name.charAt(1);
  return letters.segment(name).containing(0)?.segment.toUpperCase() ?? '·';
}
