import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'bson';
import { ID_INDEX_NAME, idBytes, type CollectionSpec, type IndexSpec } from './catalog.js';
import { constraintsOf, isOperators, type Bound, type Constraint, type Constraints } from './constraints.js';
import { inDirection } from './index-keys.js';
import { encodeBound, encodeValue, inverted, isExact, successor, typeBracket } from './key-encoding.js';
import type { KeyRange } from './store.js';

export type Sort = readonly (readonly [field: string, direction: number])[];

/** Which keys to look at for a query, and what is left to do with what they lead to. */
export interface Plan {
  readonly indexName: string;
  readonly isIdIndex: boolean;
  /** Each range is the key of one document, which may be there or not. */
  readonly isByKeys: boolean;
  readonly ranges: readonly KeyRange[];
  /** The ranges are read from their ends. */
  readonly isReverse: boolean;
  /** What is read comes in the order that was asked for. */
  readonly isSorted: boolean;
  /** What is read matches; nothing has to be tested. */
  readonly isExact: boolean;
  /** One document may be met several times. */
  readonly isMultikey: boolean;
  /** The filter narrows nothing: everything is read. */
  readonly isFullScan: boolean;
}

interface Candidate extends Plan {
  readonly score: number;
}

/** Chooses the index that narrows a query most, and gives its order for nothing if it can. */
export function planQuery(collection: CollectionSpec, filter: Document, sort: Sort): Plan {
  const constraints = constraintsOf(filter);
  let best = candidate(idIndex(collection), constraints, sort, true);
  for (const index of collection.indexes) {
    if (!mayServe(index, filter, constraints)) continue;
    const next = candidate(index, constraints, sort, false);
    if (next.score > best.score) best = next;
  }
  return best;
}

function idIndex({ id }: CollectionSpec): IndexSpec {
  const nothing = { partial: null, expireAfterSeconds: null, isSparse: false, isMultikey: false };
  return { id, name: ID_INDEX_NAME, key: { _id: 1 }, isUnique: true, ...nothing };
}

/** An index that leaves documents out serves only queries that leave them out, too. */
function mayServe(index: IndexSpec, filter: Document, { byField }: Constraints): boolean {
  if (Object.values(index.key).includes('text')) return false;
  if (index.isSparse && !Object.keys(index.key).some((field) => excludesMissing(byField.get(field))))
    return false;
  if (!index.partial) return true;
  return Object.entries(index.partial).every(
    ([field, condition]) =>
      isDeepStrictEqual(filter[field], condition) ||
      (isOperators(condition) &&
        isDeepStrictEqual(condition, { $exists: true }) &&
        excludesMissing(byField.get(field))),
  );
}

function excludesMissing(constraint: Constraint | undefined): boolean {
  if (!constraint) return false;
  const { oneOf, low, high, exists } = constraint;
  if (exists || (oneOf && !oneOf.includes(null) && !oneOf.includes(undefined))) return true;
  return [low, high].some((bound) => bound !== undefined && bound.value !== null);
}

function candidate(index: IndexSpec, constraints: Constraints, sort: Sort, isIdIndex: boolean): Candidate {
  const fields = Object.entries(index.key);
  const { prefixes, used } = equalityPrefixes(index, fields, constraints);
  const range = rangeOf(index, fields[used.length], constraints, prefixes);
  const behind = {
    fields: fields.slice(used.length),
    equal: new Set(used),
    isOneRange: prefixes.length === 1,
  };
  const order = sortOrder(index, behind, sort);
  return {
    indexName: index.name,
    isIdIndex,
    isByKeys: isIdIndex && used.length > 0,
    ranges: range?.ranges ?? prefixes.map((prefix) => ({ start: prefix, end: successor(prefix) })),
    ...order,
    isExact: !index.isMultikey && isExactFor(used, range, constraints),
    isMultikey: index.isMultikey,
    isFullScan: used.length === 0 && !range,
    score:
      used.length * SCORE.equality +
      (range ? SCORE.range : 0) +
      (order.isSorted && sort.length > 0 ? SCORE.order : 0) +
      (isIdIndex ? SCORE.idIndex : 0),
  };
}

/** Each equality narrows more than an order saves, and that is more than a range narrows. */
const SCORE = { equality: 10, order: 7, range: 4, idIndex: 1 } as const;

type Field = readonly [path: string, direction: number | string];

function equalityPrefixes(index: IndexSpec, fields: readonly Field[], { byField }: Constraints) {
  let prefixes = [idBytes(index.id)];
  const used: string[] = [];
  for (const [path, direction] of fields) {
    const values = byField.get(path)?.oneOf;
    if (!values || prefixes.length * values.length > 200) break;
    const encoded = [...new Map(values.map((value) => keyed(value, direction))).values()];
    prefixes = prefixes.flatMap((prefix) => encoded.map((bytes) => Buffer.concat([prefix, bytes])));
    used.push(path);
  }
  return { prefixes: prefixes.sort((a, b) => Buffer.compare(a, b)), used };
}

function keyed(value: unknown, direction: number | string): [string, Buffer] {
  const bytes = inDirection(encodeValue(value), direction);
  return [bytes.toString('latin1'), bytes];
}

interface RangeUse {
  readonly field: string;
  readonly ranges: KeyRange[];
}

function rangeOf(
  index: IndexSpec,
  field: Field | undefined,
  { byField }: Constraints,
  prefixes: readonly Buffer[],
): RangeUse | null {
  if (!field) return null;
  const constraint = byField.get(field[0]);
  if (!constraint || (!constraint.low && !constraint.high)) return null;
  const { from, to } = interval(constraint, index.isMultikey);
  const isFalling = Number(field[1]) < 0;
  const start = isFalling ? successor(inverted(to)) : from;
  const end = isFalling ? successor(inverted(from)) : to;
  return {
    field: field[0],
    ranges: prefixes.map((prefix) => ({
      start: Buffer.concat([prefix, start]),
      end: Buffer.concat([prefix, end]),
    })),
  };
}

/** @param isMultikey Two elements of one array may satisfy one bound each, so only one bound narrows. */
function interval({ low, high }: Constraint, isMultikey: boolean): { from: Buffer; to: Buffer } {
  const bracket = typeBracket((low ?? high)?.value);
  const isHighOfUse = !low || (high && !isMultikey && isSameType(low.value, high.value));
  return {
    from: low ? lowest(low) : bracket.from,
    to: high && isHighOfUse ? beyondHighest(high) : bracket.to,
  };
}

function lowest({ value, isInclusive }: Bound): Buffer {
  const { bytes, isCut } = encodeBound(value);
  return isInclusive || isCut ? bytes : successor(bytes);
}

function beyondHighest({ value, isInclusive }: Bound): Buffer {
  const { bytes, isCut } = encodeBound(value);
  return isInclusive || isCut ? successor(bytes) : bytes;
}

function isSameType(a: unknown, b: unknown): boolean {
  return encodeValue(a)[0] === encodeValue(b)[0];
}

/** Whether every condition has become a key or a bound, of values that keys tell apart. */
function isExactFor(
  used: readonly string[],
  range: RangeUse | null,
  { byField, hasMore }: Constraints,
): boolean {
  const fields = range ? [...used, range.field] : used;
  if (hasMore || fields.length !== byField.size) return false;
  return fields.every((field) => isExactlyServed(byField.get(field) ?? {}));
}

function isExactlyServed({ oneOf, low, high, exists }: Constraint): boolean {
  if (exists) return false;
  // Equality has been used up as a prefix; bounds beside it have not been looked at.
  if (oneOf) return !low && !high && oneOf.every(isExact);
  if (low && high && !isSameType(low.value, high.value)) return false;
  return [low, high].every((bound) => !bound || isExact(bound.value));
}

interface BehindEquality {
  readonly fields: readonly Field[];
  readonly equal: ReadonlySet<string>;
  readonly isOneRange: boolean;
}

const UNSORTED = { isSorted: false, isReverse: false };

/** Whether the keys behind the equal fields come in the order that is asked for, or in its reverse. */
function sortOrder(
  index: IndexSpec,
  behind: BehindEquality,
  sort: Sort,
): { isSorted: boolean; isReverse: boolean } {
  const wanted = sort.filter(([field]) => !behind.equal.has(field));
  if (sort.length === 0) return { isSorted: true, isReverse: false };
  if (!behind.isOneRange || index.isMultikey) return UNSORTED;
  // Behind the fields of every index stands the id of the document.
  const given: readonly Field[] =
    index.name === ID_INDEX_NAME ? behind.fields : [...behind.fields, ['_id', 1]];
  const turns = wanted.map(([field, direction], i) => {
    const [path, indexDirection] = given[i] ?? [];
    return path === field ? Math.sign(Number(indexDirection)) !== Math.sign(direction) : null;
  });
  if (turns.includes(null) || new Set(turns).size > 1) return UNSORTED;
  return { isSorted: true, isReverse: turns[0] ?? false };
}
