import { PART_NAMES, type PartName } from '../parts/part.js';

const COLOURS = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94, 91];
const isColoured = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const WIDTH = Math.max(...PART_NAMES.map(({ length }) => length));

function paint(code: number, text: string): string {
  return isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
}

export const bold = (text: string) => paint(1, text);
export const dim = (text: string) => paint(2, text);
export const red = (text: string) => paint(31, text);
export const green = (text: string) => paint(32, text);
export const amber = (text: string) => paint(33, text);

/** The part's name in its own colour, as wide as the longest. */
export function prefix(name: PartName): string {
  const colour = COLOURS[PART_NAMES.indexOf(name) % COLOURS.length] ?? 37;
  return paint(colour, `${name.padEnd(WIDTH)} │`);
}

export function say(text = ''): void {
  console.log(text);
}

/** For what went wrong. */
export function complain(text: string): void {
  console.error(text);
}
