import type { Document } from 'bson';
import { badValue } from '../errors.js';

interface Schema {
  readonly bsonType?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly title?: string;
  readonly description?: string;
}

const KNOWN = new Set([
  'bsonType',
  'required',
  'properties',
  'enum',
  'minimum',
  'maximum',
  'maxLength',
  'title',
  'description',
]);

/** The part of `$jsonSchema` that validators commonly use. @throws {MongoError} 2 for a keyword that is not served */
export function jsonSchemaTest(schema: Document): (value: unknown) => boolean {
  assertKnown(schema);
  return (value) => fits(schema, value);
}

function assertKnown(schema: Document): void {
  for (const keyword of Object.keys(schema)) {
    if (!KNOWN.has(keyword)) throw badValue(`$jsonSchema keyword '${keyword}' is not currently supported`);
  }
  for (const property of Object.values((schema as Schema).properties ?? {})) assertKnown(property);
}

function fits(schema: Schema, value: unknown): boolean {
  const { bsonType, enum: allowed } = schema;
  if (bsonType !== undefined && ![bsonType].flat().some((type) => isOfType(value, type))) return false;
  if (allowed && !allowed.includes(value)) return false;
  return fitsRange(schema, value) && fitsObject(schema, value);
}

function fitsRange({ minimum, maximum, maxLength }: Schema, value: unknown): boolean {
  if (typeof value === 'number' && minimum !== undefined && value < minimum) return false;
  if (typeof value === 'number' && maximum !== undefined && value > maximum) return false;
  return !(typeof value === 'string' && maxLength !== undefined && value.length > maxLength);
}

function fitsObject({ required = [], properties = {} }: Schema, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  const object = value as Record<string, unknown>;
  return (
    required.every((name) => name in object) &&
    Object.entries(properties).every(([name, schema]) => !(name in object) || fits(schema, object[name]))
  );
}

const TYPE_TESTS: Partial<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  number: (value) =>
    typeof value === 'number' || typeof value === 'bigint' || hasBsonType(value, 'Long', 'Double'),
  int: (value) => Number.isInteger(value),
  long: (value) => Number.isInteger(value) || hasBsonType(value, 'Long'),
  double: (value) => typeof value === 'number',
  date: (value) => value instanceof Date,
  array: (value) => Array.isArray(value),
  null: (value) => value === null,
  objectId: (value) => hasBsonType(value, 'ObjectId'),
  binData: (value) => hasBsonType(value, 'Binary'),
  object: (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
};

function isOfType(value: unknown, type: string): boolean {
  const test = TYPE_TESTS[type];
  if (!test) throw badValue(`Unknown type name alias: ${type}`);
  return test(value);
}

function hasBsonType(value: unknown, ...types: string[]): boolean {
  return types.includes((value as { _bsontype?: string } | null)?._bsontype ?? '');
}
