import type { Document } from 'bson';

type Picked = (document: Document) => Document;

/**
 * Projections that only name fields of the first level to be shown, or to be left out, as nearly all do: mingo would set up
 * a query for each document.
 *
 * @returns null for any other projection.
 */
export function plainProjection(projection: Document): Picked | null {
  const entries = Object.entries(projection);
  if (entries.some(([field, wanted]) => /[.$]/.test(field) || !isSwitch(wanted))) return null;
  const fields = entries.filter(([field]) => field !== '_id');
  const [first] = fields;
  const isShowing = first ? isOn(first[1]) : '_id' in projection && isOn(projection['_id']);
  if (fields.some(([, wanted]) => isOn(wanted) !== isShowing)) return null;
  // The id is shown unless it is left out by name; to show it by name beside fields that are left out is refused.
  const isIdShown = !('_id' in projection) || isOn(projection['_id']);
  if (!isShowing && isIdShown && '_id' in projection) return null;
  const named = new Set(fields.map(([field]) => field));
  if (isIdShown === isShowing) named.add('_id');
  return (document) => {
    const picked: Document = {};
    for (const field of Object.keys(document)) {
      if (named.has(field) === isShowing) picked[field] = document[field] as unknown;
    }
    return picked;
  };
}

function isSwitch(wanted: unknown): wanted is boolean | 0 | 1 {
  return typeof wanted === 'boolean' || wanted === 0 || wanted === 1;
}

function isOn(wanted: unknown): boolean {
  return wanted === true || wanted === 1;
}
