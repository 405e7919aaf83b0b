import { html, type Markup } from './markup.js';
import { refsIn, type JsonSchema } from './schemas.js';

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** The properties of an object, those of objects inside it with dotted names. */
export function propertiesOf({ properties = {}, required = [] }: JsonSchema, prefix = ''): Property[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    const inner = propertiesOf(objectIn(schema), `${name}${schema.type === 'array' ? '[]' : ''}.`);
    return [{ name, required: required.includes(key), schema }, ...inner];
  });
}

function objectIn(schema: JsonSchema): JsonSchema {
  if (schema.type === 'array') return objectIn((schema['items'] ?? {}) as JsonSchema);
  const [inner] = alternativesOf(schema).filter(({ type }) => type !== 'null');
  return inner ? objectIn(inner) : schema;
}

function alternativesOf(schema: JsonSchema): JsonSchema[] {
  return (schema['anyOf'] ?? []) as JsonSchema[];
}

/** What a value is, in words, with links to what has a name. */
export function typeOf(schema: JsonSchema): Markup {
  const [name] = '$ref' in schema ? refsIn({ $ref: schema['$ref'] }) : [];
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) {
    return html`${alternatives.map((each, nth) => (nth === 0 ? typeOf(each) : html` or ${typeOf(each)}`))}`;
  }
  if (schema.type === 'array') return html`list of ${typeOf((schema['items'] ?? {}) as JsonSchema)}`;
  return valuesOf(schema) ?? html`${schema.format ?? schema.type ?? 'anything'}`;
}

function valuesOf(schema: JsonSchema): Markup | null {
  const values = 'const' in schema ? [schema['const']] : (schema['enum'] as unknown[] | undefined);
  if (!values) return null;
  return html`${values.map((value, nth) => html`${nth === 0 ? '' : ' · '}<code>${String(value)}</code>`)}`;
}

const NOTES: Readonly<Record<string, (value: unknown) => string>> = {
  minLength: (value) => `at least ${String(value)} characters`,
  maxLength: (value) => `at most ${String(value)} characters`,
  minItems: (value) => `at least ${String(value)}`,
  maxItems: (value) => `at most ${String(value)}`,
  minimum: (value) => `from ${String(value)}`,
  exclusiveMinimum: (value) => `above ${String(value)}`,
  maximum: (value) => `to ${String(value)}`,
  default: (value) => `${JSON.stringify(value)} when left out`,
};

/** Limits of a value and what it is when left out. */
export function notesOf(schema: JsonSchema): Markup {
  const notes = Object.entries(NOTES).flatMap(([keyword, say]) =>
    keyword in schema ? [say(schema[keyword])] : [],
  );
  return notes.length > 0 ? html`<small>${notes.join(', ')}</small>` : html``;
}
