import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { median, round } from './statistics.js';
import type { Machine } from './machine.js';

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly baseline: { readonly name: string; readonly value: number };
  /** Ratios of values to baselines taken at the same time, when they were; their median is the figure's ratio. */
  readonly ratios?: readonly number[];
  /** What is promised: a bound of the value itself, or of its ratio to the baseline. */
  readonly target?: { readonly value: number } | { readonly ratio: number };
  /** What the value was taken from, so that the spread can be seen. */
  readonly samples: readonly number[];
}

export interface Report {
  readonly name: string;
  readonly date: string;
  readonly isQuick: boolean;
  readonly machine: Machine;
  readonly loadAverage: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

const ratioOf = ({ value, baseline, ratios }: Figure) => (ratios ? median(ratios) : value / baseline.value);

function isMet(figure: Figure): boolean | null {
  if (!figure.target) return null;
  return 'ratio' in figure.target
    ? ratioOf(figure) <= figure.target.ratio
    : figure.value <= figure.target.value;
}

export function printTable({ figures, notes, loadAverage }: Report): void {
  console.table(
    Object.fromEntries(
      figures.map((figure) => [
        figure.name,
        {
          value: `${round(figure.value)} ${figure.unit}`,
          baseline: `${round(figure.baseline.value)} (${figure.baseline.name})`,
          ratio: round(ratioOf(figure), 3),
          target: targetText(figure),
          met: metText(figure),
        },
      ]),
    ),
  );
  for (const note of notes) console.log(note);
  console.log(`Load average ${loadAverage.before.join(' ')} before, ${loadAverage.after.join(' ')} after.`);
}

export async function writeReport(path: string, report: Report): Promise<void> {
  const figures = report.figures.map((figure) => ({
    ...figure,
    value: round(figure.value),
    baseline: { ...figure.baseline, value: round(figure.baseline.value) },
    ratio: round(ratioOf(figure), 3),
    isMet: isMet(figure),
    samples: figure.samples.map((sample) => round(sample)),
    ...(figure.ratios && { ratios: figure.ratios.map((ratio) => round(ratio, 3)) }),
  }));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...report, figures }, null, 2)}\n`);
}

function targetText({ target, unit }: Figure): string {
  if (!target) return '';
  return 'ratio' in target ? `≤ ${target.ratio} of it` : `≤ ${target.value} ${unit}`;
}

function metText(figure: Figure): string {
  const met = isMet(figure);
  if (met === null) return '';
  return met ? 'yes' : 'NO';
}
