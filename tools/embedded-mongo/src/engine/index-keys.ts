import type { Document } from 'bson';
import { MongoError } from '../errors.js';
import { matches } from '../query/matcher.js';
import { idBytes, type IndexSpec } from './catalog.js';
import { encodeValue, inverted } from './key-encoding.js';
import { valuesAt } from './paths.js';

/** LMDB's limit on a key of ours, less what the id of the document takes. */
const MAX_KEY_BYTES = 1400;

export interface IndexKeys {
  /** The beginnings of the keys, without the document's id behind them; none twice. */
  readonly prefixes: readonly Buffer[];
  readonly isMultikey: boolean;
}

const NONE: IndexKeys = { prefixes: [], isMultikey: false };

/**
 * Where `document` stands in an index.
 * @throws {MongoError} 171 for two arrays in one compound index, 17280 for a key that is too long
 */
export function indexKeys(index: IndexSpec, document: Document): IndexKeys {
  const fields = Object.entries(index.key);
  if (fields.some(([, direction]) => direction === 'text')) return NONE;
  if (index.partial && !matches(index.partial, document)) return NONE;
  const found = fields.map(([path]) => valuesAt(document, path));
  if (index.isSparse && found.every(({ values }) => values.every((value) => value === undefined)))
    return NONE;
  if (found.filter(({ values }) => values.length > 1).length > 1) throw parallelArrays(index);
  let prefixes = [idBytes(index.id)];
  fields.forEach(([, direction], i) => {
    const encoded = (found[i]?.values ?? []).map((value) => inDirection(encodeValue(value), direction));
    prefixes = prefixes.flatMap((prefix) => encoded.map((bytes) => Buffer.concat([prefix, bytes])));
  });
  if (prefixes.length > 1) prefixes = withoutRepeats(prefixes);
  for (const prefix of prefixes) if (prefix.length > MAX_KEY_BYTES) throw keyTooLong(index, prefix.length);
  return { prefixes, isMultikey: found.some(({ isMany }) => isMany) };
}

function withoutRepeats(prefixes: readonly Buffer[]): Buffer[] {
  return [...new Map(prefixes.map((prefix) => [prefix.toString('latin1'), prefix])).values()];
}

/** Bytes of a field as the index's direction wants them. */
export function inDirection(bytes: Buffer, direction: number | string): Buffer {
  return Number(direction) < 0 ? inverted(bytes) : bytes;
}

function parallelArrays({ key }: IndexSpec): MongoError {
  const names = Object.keys(key).map((name) => `[${name}]`);
  return new MongoError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays ${names.join(' ')}`);
}

function keyTooLong({ name }: IndexSpec, length: number): MongoError {
  return new MongoError(
    17280,
    'KeyTooLong',
    `index ${name}: a key of ${length} bytes is more than ${MAX_KEY_BYTES}`,
  );
}
