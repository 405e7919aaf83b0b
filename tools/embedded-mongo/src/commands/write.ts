import type { Document } from 'bson';
import { z } from 'zod';
import type { CollectionSpec } from '../engine/catalog.js';
import { MongoError } from '../errors.js';
import { AnyDocument, CollectionName, command, PlainCollation, type CommandContext } from './command.js';

const Ordered = z.boolean().default(true);
const Update = z.union([z.array(AnyDocument), AnyDocument]);
const ArrayFilters = z.array(AnyDocument).default([]);

export const insert = command(
  z.object({ insert: CollectionName, documents: z.array(AnyDocument).min(1).max(100_000), ordered: Ordered }),
  async ({ insert: name, documents, ordered }, { database }, context) => {
    const { errors, done } = await eachOf(
      documents,
      { ns: `${database}.${name}`, ordered },
      context,
      (collection, document) => {
        context.engine.writer.insert(collection, document);
      },
    );
    return { n: done, ...errors };
  },
);

const UpdateStatement = z.object({
  q: AnyDocument,
  u: Update,
  multi: z.boolean().default(false),
  upsert: z.boolean().default(false),
  arrayFilters: ArrayFilters,
  sort: AnyDocument.nullish(),
  collation: PlainCollation,
});

export const update = command(
  z.object({
    update: CollectionName,
    updates: z.array(UpdateStatement).min(1).max(100_000),
    ordered: Ordered,
  }),
  async ({ update: name, updates, ordered }, { database }, context) => {
    let matched = 0;
    let modified = 0;
    const upserted: { index: number; _id: unknown }[] = [];
    const to = { ns: `${database}.${name}`, ordered };
    const { errors } = await eachOf(updates, to, context, (collection, statement, index) => {
      const outcome = context.engine.writer.update(collection, {
        filter: statement.q,
        update: statement.u,
        arrayFilters: statement.arrayFilters,
        sort: statement.sort ?? null,
        isMulti: statement.multi,
        isUpsert: statement.upsert,
      });
      matched += outcome.matched;
      modified += outcome.modified;
      if ('upsertedId' in outcome) upserted.push({ index, _id: outcome.upsertedId });
    });
    const n = matched + upserted.length;
    return { n, nModified: modified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
);

const DeleteStatement = z.object({
  q: AnyDocument,
  limit: z.coerce.number().int().min(0).max(1),
  collation: PlainCollation,
});

export const remove = command(
  z.object({
    delete: CollectionName,
    deletes: z.array(DeleteStatement).min(1).max(100_000),
    ordered: Ordered,
  }),
  async ({ delete: name, deletes, ordered }, { database }, context) => {
    let n = 0;
    const { errors } = await eachOf(
      deletes,
      { ns: `${database}.${name}`, ordered },
      context,
      (collection, { q, limit }) => {
        n += context.engine.writer.remove(collection, { filter: q, limit }).length;
      },
    );
    return { n, ...errors };
  },
);

const Fields = AnyDocument.nullish();

export const findAndModify = command(
  z.object({
    findAndModify: CollectionName,
    query: AnyDocument.default({}),
    sort: AnyDocument.nullish(),
    remove: z.boolean().default(false),
    update: Update.optional(),
    new: z.boolean().default(false),
    fields: Fields,
    upsert: z.boolean().default(false),
    arrayFilters: ArrayFilters,
    collation: PlainCollation,
  }),
  async (body, { database }, { engine }) => {
    const { query: filter, sort = null, update: change, arrayFilters, upsert: isUpsert } = body;
    const shown = (document: Document | null) =>
      document && body.fields ? engine.reader.project(document, body.fields) : document;
    return engine.write(() => {
      const collection = engine.open(`${database}.${body.findAndModify}`);
      if (body.remove) {
        const [removed = null] = engine.writer.remove(collection, { filter, sort, limit: 1 });
        return { lastErrorObject: { n: removed ? 1 : 0 }, value: shown(removed) };
      }
      if (!change)
        throw new MongoError(9, 'FailedToParse', 'Either an update or remove=true must be specified');
      const outcome = engine.writer.update(collection, {
        filter,
        sort,
        update: change,
        arrayFilters,
        isUpsert,
      });
      const isUpserted = 'upsertedId' in outcome;
      return {
        lastErrorObject: {
          n: outcome.matched + (isUpserted ? 1 : 0),
          updatedExisting: outcome.matched > 0,
          ...(isUpserted ? { upserted: outcome.upsertedId } : {}),
        },
        value: shown(body.new ? outcome.after : outcome.before),
      };
    });
  },
);

/** Runs the statements of one command in one write; a refused one ends the command only when they are ordered. */
async function eachOf<T>(
  statements: readonly T[],
  { ns, ordered }: { ns: string; ordered: boolean },
  { engine }: CommandContext,
  run: (collection: CollectionSpec, statement: T, index: number) => void,
): Promise<{ done: number; errors: Document }> {
  const writeErrors: Document[] = [];
  let done = 0;
  await engine.write(() => {
    const collection = engine.open(ns);
    for (const [index, statement] of statements.entries()) {
      try {
        run(collection, statement, index);
        done++;
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
        writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
        if (ordered) break;
      }
    }
  });
  return { done, errors: writeErrors.length > 0 ? { writeErrors } : {} };
}
