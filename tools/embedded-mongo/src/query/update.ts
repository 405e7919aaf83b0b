import { deserialize, ObjectId, serialize, type Document } from 'bson';
import { isOperators } from '../engine/constraints.js';
import { badValue, MongoError } from '../errors.js';
import { QUERY_OPTIONS } from './matcher.js';
import { aggregate, updateOne } from './mingo.js';
import { applyPlainly } from './plain-update.js';

export type UpdateSpec = Document | Document[];

/** What an update makes of `document`, which itself stays as it is. @throws {MongoError} 2, 9, 66 */
export function updated(
  document: Document,
  update: UpdateSpec,
  { filter, arrayFilters }: { filter: Document; arrayFilters: Document[] },
): Document {
  if (Array.isArray(update)) return keepId(document, runPipeline(document, update));
  if (!isOperatorUpdate(update)) return keepId(document, { _id: document['_id'] as unknown, ...update });
  const operators = without('$setOnInsert', update) as Record<string, Document>;
  for (const fields of Object.values(operators)) {
    if ('_id' in fields && !isSameValue(fields['_id'], document['_id'])) throw immutableId();
  }
  return keepId(document, applyOperators(document, operators, filter, arrayFilters));
}

/** The document an upsert inserts when nothing matched. */
export function upserted(filter: Document, update: UpdateSpec, arrayFilters: Document[]): Document {
  const seed = seedOf(filter);
  if (Array.isArray(update)) return withId(runPipeline(seed, update));
  if (!isOperatorUpdate(update))
    return withId({ ...('_id' in seed ? { _id: seed['_id'] as unknown } : {}), ...update });
  const { $setOnInsert, ...operators } = update as Record<string, Document>;
  const all = $setOnInsert ? { ...operators, $set: { ...$setOnInsert, ...operators['$set'] } } : operators;
  return withId(applyOperators(seed, all, {}, arrayFilters));
}

/** A document with its `_id` in front, a new one if it has none. */
export function withId(document: Document): Document {
  const { _id: id, ...rest } = document;
  return { _id: id === undefined ? new ObjectId() : (id as unknown), ...rest };
}

/** @throws {MongoError} 9 when operators and fields are mixed */
export function assertUpdate(update: UpdateSpec): void {
  if (Array.isArray(update)) return;
  const names = Object.keys(update);
  const operators = names.filter((name) => name.startsWith('$'));
  if (operators.length > 0 && operators.length < names.length) {
    throw new MongoError(9, 'FailedToParse', 'an update has either operators or fields, not both');
  }
}

function without(name: string, document: Document): Document {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== name));
}

function isOperatorUpdate(update: Document): boolean {
  return Object.keys(update)[0]?.startsWith('$') ?? false;
}

function applyOperators(
  document: Document,
  operators: Record<string, Document>,
  filter: Document,
  arrayFilters: Document[],
): Document {
  const asked = Object.fromEntries(
    Object.entries(operators)
      .map(([name, fields]) => [name, without('_id', fields)] as const)
      .filter(([, fields]) => Object.keys(fields).length > 0),
  );
  const plain = applyPlainly(document, asked);
  if (plain) return plain;
  const documents = [copyOf(document)];
  if (Object.keys(asked).length === 0) return documents[0] ?? {};
  // `$text` has no meaning for one document; the rest of the filter tells which element `$` stands for.
  const condition = without('$text', filter);
  run(() => updateOne(documents, condition, asked, { arrayFilters, cloneMode: 'deep' }, QUERY_OPTIONS));
  return documents[0] ?? {};
}

function runPipeline(document: Document, pipeline: Document[]): Document {
  return run(() => aggregate([copyOf(document)], pipeline, QUERY_OPTIONS))[0] ?? {};
}

function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

function keepId(before: Document, after: Document): Document {
  if (isSameValue(before['_id'], after['_id'])) return after;
  throw immutableId();
}

function immutableId(): MongoError {
  const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
  return new MongoError(66, 'ImmutableField', message);
}

export function isSameDocument(a: Document, b: Document): boolean {
  return Buffer.compare(serialize(a), serialize(b)) === 0;
}

function isSameValue(a: unknown, b: unknown): boolean {
  return isSameDocument({ a }, { a: b });
}

function copyOf(document: Document): Document {
  return deserialize(serialize(document, { ignoreUndefined: false }), { promoteBuffers: false });
}

/** The equalities of a filter, which an upsert takes over. */
function seedOf(filter: Document): Document {
  const seed: Document = {};
  for (const [name, condition] of equalities(filter)) {
    if (name.includes('.')) run(() => updateOne([seed], {}, { $set: { [name]: condition } }));
    else seed[name] = condition;
  }
  return seed;
}

function equalities(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === '$and') return (condition as Document[]).flatMap(equalities);
    if (name.startsWith('$') || condition instanceof RegExp) return [];
    if (!isOperators(condition)) return [[name, condition]];
    return '$eq' in condition ? [[name, condition['$eq']]] : [];
  });
}
