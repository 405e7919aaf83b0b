import { readFileSync } from 'node:fs';
import { expect } from 'chai';

type Scheme = 'light' | 'dark';

const css = readFileSync(new URL('theme.css', import.meta.url), 'utf8');

/** The value of `--color-<name>` in a scheme, as `#rrggbb`. */
function color(name: string, scheme: Scheme): string {
  const value = new RegExp(`--color-${name}: ([^;]+);`).exec(css)?.[1];
  const pair = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value ?? '');
  const found = pair === null ? value : pair[scheme === 'light' ? 1 : 2];
  if (found === undefined || !/^#\w{6}$/.test(found)) throw new Error(`no colour ${name}`);
  return found;
}

/** @see WCAG 2.2 "relative luminance" */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @see WCAG 2.2 "contrast ratio" */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const onGround = (name: string): [string, string][] =>
  ['paper', 'surface', 'sunken'].map((ground) => [name, ground]);

const textPairs: [string, string][] = [
  ...onGround('ink'),
  ...onGround('ink-2'),
  ...onGround('ink-3'),
  ...onGround('danger'),
  ['paper', 'ink'],
  ['seal-ink', 'seal'],
  ['seal-ink', 'seal-hover'],
  ['danger', 'seal-soft'],
  ['ink', 'seal-soft'],
  ['indigo', 'indigo-soft'],
  ['ink', 'indigo-soft'],
  ['pine', 'pine-soft'],
  ['amber', 'amber-soft'],
  ['stage-ink', 'stage'],
  ['stage-ink', 'stage-tile'],
  ['stage-ink', 'stage-control'],
  ['stage-ink-2', 'stage'],
  ['leave-ink', 'leave'],
];
const partPairs: [string, string][] = [
  ...onGround('edge'),
  ...onGround('focus'),
  ...onGround('seal'),
  ...onGround('pine'),
];

for (const scheme of ['light', 'dark'] as const) {
  describe(`colours, ${scheme}`, () => {
    for (const [front, back] of textPairs) {
      it(`lets one read ${front} on ${back}`, () => {
        expect(contrast(color(front, scheme), color(back, scheme))).to.be.at.least(4.5);
      });
    }
    for (const [front, back] of partPairs) {
      it(`lets one see ${front} beside ${back}`, () => {
        expect(contrast(color(front, scheme), color(back, scheme))).to.be.at.least(3);
      });
    }
  });
}
