import * as attendance from '@seodang/contracts/attendance';
import * as courses from '@seodang/contracts/courses';
import * as enrolment from '@seodang/contracts/enrolment';
import * as identity from '@seodang/contracts/identity';
import * as ids from '@seodang/contracts/ids';
import * as lessonState from '@seodang/contracts/lesson-state';
import * as live from '@seodang/contracts/live/lesson-events';
import * as lessons from '@seodang/contracts/lessons';
import * as paging from '@seodang/contracts/paging';
import * as problem from '@seodang/contracts/problem';
import * as recordingConsent from '@seodang/contracts/recording-consent';
import * as recordings from '@seodang/contracts/recordings';
import * as replay from '@seodang/contracts/replay';
import * as rooms from '@seodang/contracts/rooms';
import * as time from '@seodang/contracts/time';
import * as timeline from '@seodang/contracts/timeline';
import { z } from 'zod';

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  [keyword: string]: unknown;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
}

const REF = '#/components/schemas/';
const CONTRACTS = { ...time, ...ids, ...lessonState, ...paging, ...problem };
const FEATURES = {
  ...identity,
  ...courses,
  ...enrolment,
  ...lessons,
  ...attendance,
  ...recordingConsent,
  ...recordings,
  ...replay,
  ...timeline,
  ...rooms,
  ...live,
};
/** Formats that say it all; zod adds a pattern for readers who do not know them. */
const KNOWN_FORMATS = new Set(['uuid', 'date-time', 'email']);

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({ ...CONTRACTS, ...FEATURES })) {
  if (schema instanceof z.ZodType) registry.add(schema, { id });
}

/**
 * Every schema of the contracts under its name there. What is sent and what is answered are the same schemas, so all are
 * told as what is sent: what has a default may be left out.
 */
const { schemas } = z.toJSONSchema(registry, {
  uri: (id) => `${REF}${id}`,
  io: 'input',
  unrepresentable: 'any',
  override: ({ jsonSchema }) => {
    if (KNOWN_FORMATS.has(String(jsonSchema.format))) delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  },
});

/** @throws {RangeError} for a schema that the contracts do not export. */
export function nameOf(schema: z.ZodType): string {
  const name = registry.get(schema)?.id;
  if (name === undefined) throw new RangeError('this schema has no name: contracts must export it');
  return name;
}

export function refTo(name: string): JsonSchema {
  return { $ref: `${REF}${name}` };
}

export function schemaNamed(name: string): JsonSchema {
  const schema = schemas[name];
  if (!schema) throw new RangeError(`there is no schema ${name}`);
  const { $schema, $id, ...rest } = schema;
  if (!$schema || !$id) throw new RangeError(`${name} is not as zod tells schemas`);
  return rest as JsonSchema;
}

/** The names a schema refers to, directly. */
export function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice(REF.length)] : refsIn(inner),
  );
}

/** These schemas with all that they refer to, however far. */
export function withRefs(names: Iterable<string>): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const todo = [...names];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (found.has(name)) continue;
    const schema = schemaNamed(name);
    found.set(name, schema);
    todo.push(...refsIn(schema));
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

/** What is answered may grow: clients have to bear what they do not know yet. */
export function opened(schema: JsonSchema): JsonSchema {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => key !== 'additionalProperties');
    return Object.fromEntries(entries.map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(schema) as JsonSchema;
}
