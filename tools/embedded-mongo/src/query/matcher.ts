import type { Document } from 'bson';
import { Query, type Options } from './mingo.js';
import { badValue } from '../errors.js';
import { jsonSchemaTest } from './json-schema.js';
import { plainTest } from './plain-filter.js';

export type Test = (document: Document) => boolean;

export const QUERY_OPTIONS: Partial<Options> = {
  // `$where` and `$function` would run a client's code in this process.
  scriptEnabled: false,
  jsonSchemaValidator: jsonSchemaTest,
};

/** Compiles a filter. @throws {MongoError} 2 for one that cannot be understood */
export function compileFilter(filter: Document): Test {
  const plain = plainTest(filter);
  if (!plain) return compileForMingo(filter);
  let thorough: Test | null = null;
  return (document) => plain(document) ?? (thorough ??= compileForMingo(filter))(document);
}

function compileForMingo(filter: Document): Test {
  try {
    const query = new Query(filter, QUERY_OPTIONS);
    return (document) => query.test(document);
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

const compiled = new WeakMap<Document, Test>();

/** Tests one document against a filter that is asked for again and again, such as that of a partial index. */
export function matches(filter: Document, document: Document): boolean {
  const test = compiled.get(filter) ?? compileFilter(filter);
  compiled.set(filter, test);
  return test(document);
}
