import type { Document } from 'bson';

/** Null: this takes more to find out. */
type PlainTest = (document: Document) => boolean | null;

/**
 * Filters that ask only whether fields of the first level have a text or a number, or lie on one side of a number, as most
 * do: compiling one for mingo costs more than all the rest of a small command.
 *
 * @returns null for any other filter.
 */
export function plainTest(filter: Document): PlainTest | null {
  const tests: (readonly [string, (value: unknown) => boolean | null])[] = [];
  for (const [field, condition] of Object.entries(filter)) {
    const test = /[.$]/.test(field) ? null : (equalTo(condition) ?? besideNumber(condition));
    if (!test) return null;
    tests.push([field, test]);
  }
  return (document) => {
    for (const [field, test] of tests) {
      const answer = test(document[field]);
      if (answer !== true) return answer;
    }
    return true;
  };
}

type ValueTest = (value: unknown) => boolean | null;

function equalTo(wanted: unknown): ValueTest | null {
  if (typeof wanted !== 'string' && !Number.isFinite(wanted)) return null;
  return (value) => (isPlain(value) ? value === wanted : null);
}

const SIDES: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  $lt: (value, bound) => value < bound,
  $lte: (value, bound) => value <= bound,
  $gt: (value, bound) => value > bound,
  $gte: (value, bound) => value >= bound,
};

function besideNumber(condition: unknown): ValueTest | null {
  if (typeof condition !== 'object' || condition === null) return null;
  const [first, ...more] = Object.entries(condition as Record<string, unknown>);
  if (!first || more.length > 0) return null;
  const [name, bound] = first;
  const side = SIDES[name];
  if (!side || typeof bound !== 'number' || !Number.isFinite(bound)) return null;
  return (value) => (isPlain(value) ? typeof value === 'number' && side(value, bound) : null);
}

/** Lists match by their elements, numbers of BSON's own kinds by their value. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date;
}
