import type { Document } from 'bson';

/** What a filter says of one field, as far as an index can use it. */
export interface Constraint {
  /** The field equals one of these. */
  readonly oneOf?: readonly unknown[];
  readonly low?: Bound;
  readonly high?: Bound;
  /** `$exists: true`. */
  readonly exists?: true;
}

export interface Bound {
  readonly value: unknown;
  readonly isInclusive: boolean;
}

export interface Constraints {
  readonly byField: ReadonlyMap<string, Constraint>;
  /** The filter says more than that, so what an index finds has to be tested. */
  readonly hasMore: boolean;
}

const MAX_IN = 200;

/** Reads what indexes can use out of a filter; `$and` is looked into, everything else under `$` is left to the test. */
export function constraintsOf(filter: Document): Constraints {
  const byField = new Map<string, Constraint>();
  let hasMore = false;
  for (const [name, condition] of conjuncts(filter)) {
    const read = name.startsWith('$') ? null : readCondition(condition);
    if (!read || read.hasMore || byField.has(name)) hasMore = true;
    if (read && !byField.has(name)) byField.set(name, read.constraint);
  }
  return { byField, hasMore };
}

/** The conditions that all have to hold. */
function conjuncts(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] =>
    name === '$and' && Array.isArray(condition)
      ? (condition as Document[]).flatMap(conjuncts)
      : [[name, condition]],
  );
}

interface Read {
  readonly constraint: Constraint;
  readonly hasMore: boolean;
}

function readCondition(condition: unknown): Read | null {
  if (!isOperators(condition)) {
    return isKeyable(condition) ? { constraint: { oneOf: [condition] }, hasMore: false } : null;
  }
  let constraint: Constraint = {};
  let hasMore = false;
  for (const [operator, value] of Object.entries(condition)) {
    const added = readOperator(operator, value);
    if (!added || Object.keys(added).some((kind) => kind in constraint)) hasMore = true;
    constraint = { ...added, ...constraint };
  }
  return Object.keys(constraint).length > 0 ? { constraint, hasMore } : null;
}

function readOperator(operator: string, value: unknown): Constraint | null {
  if (operator === '$in') return isKeyableList(value) ? { oneOf: value } : null;
  if (operator === '$exists') return value === true ? { exists: true } : null;
  if (!isKeyable(value)) return null;
  if (operator === '$eq') return { oneOf: [value] };
  return BOUNDS[operator]?.(value) ?? null;
}

const BOUNDS: Partial<Record<string, (value: unknown) => Constraint>> = {
  $gt: (value) => ({ low: { value, isInclusive: false } }),
  $gte: (value) => ({ low: { value, isInclusive: true } }),
  $lt: (value) => ({ high: { value, isInclusive: false } }),
  $lte: (value) => ({ high: { value, isInclusive: true } }),
};

/** Whether a condition is made of operators rather than a value to be equal to. */
export function isOperators(condition: unknown): condition is Document {
  if (condition === null || typeof condition !== 'object') return false;
  if (Array.isArray(condition) || condition instanceof Date || condition instanceof RegExp) return false;
  if ('_bsontype' in condition) return false;
  return Object.keys(condition)[0]?.startsWith('$') ?? false;
}

/** Arrays, regular expressions and plain objects match in ways of their own, so no index is asked for them. */
function isKeyable(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof Date) return true;
  const type = (value as { _bsontype?: string })._bsontype;
  return type !== undefined && type !== 'BSONRegExp' && type !== 'Decimal128';
}

function isKeyableList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length <= MAX_IN && value.every(isKeyable);
}
