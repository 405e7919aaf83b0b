import { appendFileSync } from 'node:fs';

/** Keeps what a story measured: a line in the file that FIGURES_FILE names, and nothing when it names none. */
export function keepFigure(line: string): void {
  const { FIGURES_FILE } = process.env;
  if (FIGURES_FILE !== undefined) appendFileSync(FIGURES_FILE, `${line}\n`);
}
