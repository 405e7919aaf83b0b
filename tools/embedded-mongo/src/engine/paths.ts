import type { Document } from 'bson';

/** What a document has at a dotted path; `undefined` stands for a place where there is nothing. */
export interface PathValues {
  readonly values: readonly unknown[];
  /** An array was gone through, or is there. */
  readonly isMany: boolean;
}

/** Every value at `path`, with arrays on the way and at the end taken apart, as an index sees them. */
export function valuesAt(document: Document, path: string): PathValues {
  const direct = path.includes('.') ? undefined : (document[path] as unknown);
  if (direct !== undefined && !Array.isArray(direct)) return { values: [direct], isMany: false };
  let places: unknown[] = [document];
  let isMany = false;
  for (const name of path.split('.')) {
    const isPosition = /^\d+$/.test(name);
    const owners = isPosition
      ? places
      : places.flatMap((place): unknown[] => (Array.isArray(place) ? place : [place]));
    isMany ||= !isPosition && places.some((place) => Array.isArray(place));
    places = owners.map((owner) => childOf(owner, name));
  }
  isMany ||= places.some((place) => Array.isArray(place));
  const values = places.flatMap(elementsOf);
  return { values: values.length > 0 ? values : [undefined], isMany };
}

/** An empty array counts as one place where there is nothing. */
function elementsOf(place: unknown): unknown[] {
  if (!Array.isArray(place)) return [place];
  return place.length > 0 ? (place as unknown[]) : [undefined];
}

function childOf(place: unknown, name: string): unknown {
  if (place === null || typeof place !== 'object') return undefined;
  return (place as Record<string, unknown>)[name];
}
