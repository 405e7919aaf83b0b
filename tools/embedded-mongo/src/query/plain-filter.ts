import type { Document } from 'bson';

type Plain = string | number;
/** Null: this takes more to find out. */
type PlainTest = (document: Document) => boolean | null;

/**
 * Filters that ask only whether fields of the first level have a text or a number, as most do: compiling one for mingo
 * costs more than all the rest of a small command.
 *
 * @returns null for any other filter.
 */
export function plainTest(filter: Document): PlainTest | null {
  const wanted: (readonly [string, Plain])[] = [];
  for (const [field, value] of Object.entries(filter)) {
    if (/[.$]/.test(field) || (typeof value !== 'string' && !Number.isFinite(value))) return null;
    wanted.push([field, value as Plain]);
  }
  return (document) => {
    for (const [field, value] of wanted) {
      const answer = has(document[field], value);
      if (answer !== true) return answer;
    }
    return true;
  };
}

function has(value: unknown, wanted: Plain): boolean | null {
  if (typeof value !== 'object' || value === null) return value === wanted;
  // Lists match by their elements, numbers of BSON's own kinds by their value.
  return value instanceof Date ? false : null;
}
