/** One line of captions; milliseconds of the recording. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

const MOST_CUES = 20_000;
const MOST_TEXT = 2_000;
const TIMES =
  /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s+-->\s+(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:\s|$)/;
/** Tags that WebVTT knows, and nothing that could be anything else. @see WebVTT §3.5 */
const KNOWN_TAG = /^<\/?(?:b|i|u|c|v|ruby|rt|lang)(?:[.\s][^<>]*)?>$|^<[\d:.]+>$/;

/** However long it is drawn: of `--->`, a short one must not be left. */
const ARROW = /(?<!-)-{2,}>/g;

/**
 * Reads WebVTT or SRT. Styles, regions and notes are dropped: what is kept is text and times.
 *
 * @returns null when there is no cue in it, or what is there is out of all bounds.
 */
export function readCaptions(file: string): Cue[] | null {
  const blocks = file
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/);
  const cues: Cue[] = [];
  for (const block of blocks) {
    const cue = readCue(block);
    if (cue) cues.push(cue);
    if (cues.length > MOST_CUES) return null;
  }
  return cues.length > 0 ? cues.toSorted((a, b) => a.startMs - b.startMs) : null;
}

/** WebVTT of the cues that are seen after a cut, whose times begin at it. */
export function writeCaptions(
  cues: readonly Cue[],
  { startMs, endMs }: { startMs: number; endMs: number },
): string {
  const seen = cues.filter((cue) => cue.endMs > startMs && cue.startMs < endMs);
  const blocks = seen.map(
    (cue) =>
      `${clock(cue.startMs - startMs)} --> ${clock(Math.min(cue.endMs, endMs) - startMs)}\n${cue.text}`,
  );
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

/** `00:00:01.000`; what lies before the beginning begins with it. */
export function clock(ms: number): string {
  const at = Math.max(0, Math.round(ms));
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const [hours, minutes, seconds] = [at / 3_600_000, (at / 60_000) % 60, (at / 1000) % 60].map(Math.floor);
  return `${pad(hours ?? 0, 2)}:${pad(minutes ?? 0, 2)}:${pad(seconds ?? 0, 2)}.${pad(at % 1000, 3)}`;
}

function readCue(block: string): Cue | null {
  const lines = block.split('\n');
  const timed = lines.findIndex((line) => TIMES.test(line.trim()));
  if (timed < 0 || timed > 2 || /^(NOTE|STYLE|REGION)\b/.test(lines[0] ?? '')) return null;
  const [, h1, m1, s1, f1, h2, m2, s2, f2] = TIMES.exec(lines[timed]?.trim() ?? '') ?? [];
  const startMs = millis([h1, m1, s1, f1]);
  const endMs = millis([h2, m2, s2, f2]);
  const text = cleaned(lines.slice(timed + 1));
  return endMs > startMs && text !== '' ? { startMs, endMs, text } : null;
}

function millis([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (
  string | undefined
)[]): number {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, '0'));
}

/** An arrow inside would begin another cue, a tag we do not know would be shown as it is. */
function cleaned(lines: readonly string[]): string {
  return lines
    .map((line) => withKnownTags(line).replace(ARROW, '->').trim())
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, MOST_TEXT);
}

/** A sign that no other one closes is a sign; to look for its end from each of them would take as long as they are many, squared. */
function withKnownTags(line: string): string {
  const closed = line.lastIndexOf('>') + 1;
  const tags = line.slice(0, closed).replace(/<[^>]*>/g, (tag) => (KNOWN_TAG.test(tag) ? tag : ''));
  return tags + line.slice(closed).replaceAll('<', '&lt;');
}

/** A language in its own words; one that has none is told by its code. @param lang One that `Intl` can name. */
export function languageName(lang: string): string {
  return new Intl.DisplayNames([lang], { type: 'language', fallback: 'code' }).of(lang) ?? lang;
}
