import type { Document } from 'bson';

type Change = (before: unknown, operand: unknown) => unknown;

/** What stands for "leave it to mingo". */
const UNKNOWN = Symbol('unknown');

/**
 * The operators of nearly every update, on fields of the first level and values that JavaScript compares as MongoDB does:
 * mingo would take a hundred times longer to find out the same.
 *
 * @returns a changed copy; null when something in it takes more than this.
 */
export function applyPlainly(document: Document, operators: Record<string, Document>): Document | null {
  const changed: Document = { ...document };
  const touched = new Set<string>();
  for (const [name, fields] of Object.entries(operators)) {
    const change = CHANGES[name];
    if (!change) return null;
    for (const [field, operand] of Object.entries(fields)) {
      // Paths, and conflicts between operators, are mingo's.
      if (touched.has(field) || /[.$]/.test(field)) return null;
      touched.add(field);
      const after = change(changed[field], operand);
      if (after === UNKNOWN) return null;
      // `undefined` is a field that is not there and stays so.
      if (after !== undefined) changed[field] = after;
    }
  }
  return changed;
}

const CHANGES: Readonly<Record<string, Change>> = {
  $set: (_, operand) => operand,
  $setOnInsert: (_, operand) => operand,
  // Out of nothing, nothing is taken.
  $pull: (before) =>
    before === undefined || (Array.isArray(before) && before.length === 0) ? before : UNKNOWN,
  $max: (before, operand) => further(before, operand, (a, b) => b > a),
  $min: (before, operand) => further(before, operand, (a, b) => b < a),
  $inc: (before, operand) => {
    if (typeof operand !== 'number' || (before !== undefined && typeof before !== 'number')) return UNKNOWN;
    return (before ?? 0) + operand;
  },
};

type Comparable = number | string | Date;

function further(
  before: unknown,
  operand: unknown,
  isFurther: (a: Comparable, b: Comparable) => boolean,
): unknown {
  if (before === undefined) return operand;
  const areAlike =
    (typeof before === 'number' && typeof operand === 'number' && !isNaN(before) && !isNaN(operand)) ||
    (before instanceof Date && operand instanceof Date);
  if (!areAlike) return UNKNOWN;
  return isFurther(before, operand) ? operand : before;
}
