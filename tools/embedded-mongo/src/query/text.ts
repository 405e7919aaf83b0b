import type { Document } from 'bson';
import type { CollectionSpec } from '../engine/catalog.js';
import { valuesAt } from '../engine/paths.js';
import { MongoError } from '../errors.js';
import type { Test } from './matcher.js';

/**
 * Splits `$text` off a filter. A document matches when it has any of the words, whole, whatever their case; there are
 * no stems, scores, phrases or stop words.
 * @throws {MongoError} 27 when the collection has no text index
 */
export function splitText(
  collection: CollectionSpec,
  filter: Document,
): { rest: Document; text: Test | null } {
  if (!('$text' in filter)) return { rest: filter, text: null };
  const index = collection.indexes.find(({ key }) => Object.values(key).includes('text'));
  if (!index) throw new MongoError(27, 'IndexNotFound', 'text index required for $text query');
  const { $text, ...rest } = filter as { $text: { $search?: unknown } };
  const wanted = wordsOf(String($text.$search));
  const fields = Object.keys(index.key);
  const text = (document: Document) => {
    const words = new Set(fields.flatMap((field) => valuesAt(document, field).values.flatMap(wordsOf)));
    return wanted.some((word) => words.has(word));
  };
  return { rest, text };
}

function wordsOf(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return value
    .toLowerCase()
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}_]+/u)
    .filter((word) => word !== '');
}
