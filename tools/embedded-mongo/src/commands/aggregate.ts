import type { Document } from 'bson';
import { z } from 'zod';
import type { Engine } from '../engine/engine.js';
import { badValue, MongoError, REFUSED } from '../errors.js';
import { QUERY_OPTIONS } from '../query/matcher.js';
import { aggregate as runPipeline } from '../query/mingo.js';
import { AnyDocument, CollectionName, command, Count, PlainCollation } from './command.js';
import { resultsOf } from './cursors.js';

type Pipeline = readonly Document[];

export const aggregate = command(
  z.object({
    aggregate: z.union([CollectionName, z.literal(1)]),
    pipeline: z.array(AnyDocument),
    cursor: z.object({ batchSize: Count.optional() }).default({}),
    collation: PlainCollation,
  }),
  async ({ aggregate: name, pipeline, cursor: { batchSize } }, { database }, { engine, cursors }) => {
    if (pipeline[0] && '$changeStream' in pipeline[0]) throw REFUSED.changeStream();
    const ns = `${database}.${name === 1 ? '$cmd.aggregate' : name}`;
    const { stages, target } = splitTarget(pipeline);
    const { documents, rest } = source(engine, ns, stages);
    const found = rest.length > 0 ? run(documents, rest, engine, database) : documents;
    if (target) await writeTo(engine, database, target, found);
    return cursors.first(ns, resultsOf(target ? [] : found), batchSize === undefined ? {} : { batchSize });
  },
);

/** What the first stages ask for is read by index; the rest runs in memory. */
function source(engine: Engine, ns: string, stages: Pipeline): { documents: Document[]; rest: Pipeline } {
  const collection = engine.find(ns);
  if (!collection) return { documents: [], rest: stages };
  let rest = stages;
  const take = (operator: string): unknown => {
    const [first, ...others] = rest;
    if (!first || !(operator in first)) return undefined;
    rest = others;
    return first[operator] as unknown;
  };
  const filter = (take('$match') ?? {}) as Document;
  const sort = take('$sort') as Document | undefined;
  const limit = take('$limit') as number | undefined;
  return {
    documents: [...engine.reader.documents(collection, { filter, sort: sort ?? null, limit: limit ?? 0 })],
    rest,
  };
}

function run(documents: Document[], stages: Pipeline, engine: Engine, database: string): Document[] {
  const collectionResolver = (name: string) => {
    const collection = engine.find(`${database}.${name}`);
    return collection ? [...engine.reader.documents(collection, { filter: {} })] : [];
  };
  // mingo's windows are made of its own functions; the stages themselves have been checked for scripts.
  const scriptEnabled = stages.some((stage) => '$setWindowFields' in stage) && !hasScript(stages);
  try {
    return runPipeline(documents, [...stages], { ...QUERY_OPTIONS, scriptEnabled, collectionResolver });
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

function hasScript(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(
    ([name, inner]) => ['$function', '$accumulator', '$where'].includes(name) || hasScript(inner),
  );
}

interface Target {
  readonly into: string;
  readonly replaces: boolean;
}

function splitTarget(pipeline: Pipeline): { stages: Pipeline; target: Target | null } {
  const last = pipeline.at(-1);
  const stages = pipeline.slice(0, -1);
  if (last && '$out' in last)
    return { stages, target: { into: nameOf(last['$out'], '$out'), replaces: true } };
  if (last && '$merge' in last)
    return { stages, target: { into: nameOf(last['$merge'], '$merge'), replaces: false } };
  return { stages: pipeline, target: null };
}

function nameOf(spec: unknown, stage: string): string {
  const into = typeof spec === 'string' ? spec : (spec as { into?: unknown } | null)?.into;
  if (typeof into === 'string') return into;
  throw new MongoError(
    238,
    'NotImplemented',
    `the embedded engine knows ${stage} into a collection of the same database only`,
  );
}

async function writeTo(
  engine: Engine,
  database: string,
  { into, replaces }: Target,
  found: Document[],
): Promise<void> {
  await engine.write(() => {
    const collection = engine.open(`${database}.${into}`);
    if (replaces) engine.writer.remove(collection, { filter: {}, limit: 0 });
    for (const { _id: id, ...fields } of found) {
      engine.writer.update(collection, {
        filter: { _id: id as unknown },
        update: { $set: fields },
        isUpsert: true,
      });
    }
  });
}
