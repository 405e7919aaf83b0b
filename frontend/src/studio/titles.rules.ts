/** A number as lessons are counted by; a year is none, nor is one amid letters. */
const NUMBER = /(?<![\da-z])\d{1,3}(?![\da-z])/i;
const MAX_LENGTH = 120;

/**
 * Titles for lessons made in one go. A number in the title counts up (`3강. 가로획` → `4강. 가로획`), the first one if
 * there are several; else each title gets one at its end, cut where it would become too long. One lesson keeps its title.
 */
export function titlesFor(title: string, count: number): string[] {
  if (count === 1) return [title];
  const found = NUMBER.exec(title);
  return Array.from({ length: count }, (_, nth) => {
    if (found !== null) return title.replace(NUMBER, counted(found[0], nth)).slice(0, MAX_LENGTH);
    const number = ` ${nth + 1}`;
    return title.slice(0, MAX_LENGTH - number.length) + number;
  });
}

/** The number so much later, as long as it was written: `07` is followed by `08`. */
function counted(number: string, later: number): string {
  return String(Number(number) + later).padStart(number.length, '0');
}
