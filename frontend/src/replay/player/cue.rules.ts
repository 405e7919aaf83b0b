const ENTITIES: Partial<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00A0',
  lrm: '\u200E',
  rlm: '\u200F',
};

/**
 * The lines of a caption as plain text: who speaks, colours and karaoke times are left out.
 *
 * @see https://www.w3.org/TR/webvtt1/#webvtt-caption-or-subtitle-cue-text
 */
export function cueLines(text: string): string[] {
  return text
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
