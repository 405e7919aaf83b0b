/** A number as lessons are counted by; a year is none. */
const NUMBER = /(?<!\d)\d{1,3}(?!\d)/;
const MAX_LENGTH = 120;

/**
 * Titles for lessons made in one go. A number in the title counts up (`3강. 가로획` → `4강. 가로획`), the first one if
 * there are several; else each title gets one at its end, cut where it would become too long. One lesson keeps its title.
 */
export function titlesFor(title: string, count: number): string[] {
  const found = NUMBER.exec(title);
  return Array.from({ length: count }, (_, nth) => {
    if (found !== null) return title.replace(NUMBER, String(Number(found[0]) + nth)).slice(0, MAX_LENGTH);
    if (count === 1) return title;
    const number = ` ${nth + 1}`;
    return title.slice(0, MAX_LENGTH - number.length) + number;
  });
}
