import { createHash } from 'node:crypto';
import { serialize } from 'bson';

/**
 * Values as bytes whose order is MongoDB's order of values, so that a range of an index is a range of keys.
 * No encoding is the beginning of another one, so fields can be put behind each other.
 *
 * Strings, objects and arrays longer than {@link KEPT_BYTES} keep their beginning and a hash: equality and uniqueness
 * stay exact, the order among those that share so long a beginning does not.
 *
 * @see https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
const KEPT_BYTES = 368;

const TAG = {
  minKey: 0x01,
  null: 0x05,
  nan: 0x0f,
  number: 0x10,
  string: 0x20,
  object: 0x30,
  array: 0x35,
  binary: 0x40,
  objectId: 0x50,
  boolean: 0x60,
  date: 0x70,
  timestamp: 0x78,
  regex: 0x80,
  maxKey: 0xf0,
} as const;

const END = Buffer.from([0, 0]);
const CUT = Buffer.from([0, 1]);

/** The bytes of one value of an index key. */
export function encodeValue(value: unknown): Buffer {
  if (value === undefined || value === null) return Buffer.from([TAG.null]);
  if (typeof value === 'number') return encodeNumber(value, 0);
  if (typeof value === 'string') return encodeBytes(TAG.string, Buffer.from(value, 'utf8'));
  if (typeof value === 'boolean') return Buffer.from([TAG.boolean, value ? 1 : 0]);
  if (typeof value === 'bigint') return encodeInteger(value);
  if (typeof value === 'object') return encodeObject(value);
  throw new TypeError(`a ${typeof value} is no BSON value`);
}

/** The same bytes in falling order. */
export function inverted(bytes: Buffer): Buffer {
  const result = Buffer.from(bytes);
  for (let i = 0; i < result.length; i++) result[i] = 0xff - (result[i] ?? 0);
  return result;
}

/** The first key behind all keys that begin with `prefix`. */
export function successor(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return Buffer.alloc(prefix.length + 1, 0xff);
  const result = Buffer.from(prefix.subarray(0, length));
  result[length - 1] = (result[length - 1] ?? 0) + 1;
  return result;
}

/** All values of the same type as `value`: `$gt: 5` finds numbers only. */
export function typeBracket(value: unknown): { from: Buffer; to: Buffer } {
  const tag = encodeValue(value).subarray(0, 1);
  return { from: Buffer.from(tag), to: successor(tag) };
}

/** Whether keys tell apart and order every two values of this kind, so that nothing has to be checked again. */
export function isExact(value: unknown): boolean {
  if (typeof value === 'string') return Buffer.byteLength(value) <= KEPT_BYTES && !value.includes('\0');
  if (typeof value === 'number') return !Number.isNaN(value);
  return typeof value === 'boolean' || value instanceof Date || bsonType(value) === 'ObjectId';
}

/** Where a range from (or to) `value` begins (or ends), wide enough for values that were cut. */
export function encodeBound(value: unknown): { bytes: Buffer; isCut: boolean } {
  const bytes = encodeValue(value);
  const isCut =
    bytes.length > KEPT_BYTES &&
    bytes
      .subarray(1 + KEPT_BYTES)
      .subarray(0, 2)
      .equals(CUT);
  return isCut ? { bytes: bytes.subarray(0, 1 + KEPT_BYTES), isCut } : { bytes, isCut };
}

function encodeObject(value: object): Buffer {
  if (value instanceof Date) return tagged(TAG.date, sortableDouble(value.getTime()));
  if (Array.isArray(value)) return encodeBytes(TAG.array, Buffer.from(serialize({ value })));
  if (value instanceof RegExp) return encodeBytes(TAG.regex, Buffer.from(`${value.source}/${value.flags}`));
  const encode = BSON_ENCODERS[bsonType(value) ?? ''];
  return encode ? encode(value) : encodeBytes(TAG.object, Buffer.from(serialize({ value })));
}

const BSON_ENCODERS: Partial<Record<string, (value: object) => Buffer>> = {
  ObjectId: (value) => tagged(TAG.objectId, Buffer.from((value as { id: Uint8Array }).id)),
  Long: (value) => encodeInteger(BigInt((value as { toString(): string }).toString())),
  Int32: (value) => encodeNumber(Number(value), 0),
  Double: (value) => encodeNumber(Number(value), 0),
  Decimal128: (value) => encodeNumber(Number((value as { toString(): string }).toString()), 0),
  Binary: (value) => encodeBytes(TAG.binary, Buffer.from((value as { value(): Uint8Array }).value())),
  Timestamp: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt((value as { toString(): string }).toString()));
    return tagged(TAG.timestamp, bytes);
  },
  BSONRegExp: (value) => {
    const { pattern, options } = value as { pattern: string; options: string };
    return encodeBytes(TAG.regex, Buffer.from(`${pattern}/${options}`));
  },
  MinKey: () => Buffer.from([TAG.minKey]),
  MaxKey: () => Buffer.from([TAG.maxKey]),
};

function bsonType(value: unknown): string | undefined {
  return (value as { _bsontype?: string } | null)?._bsontype;
}

/** @param residue What an integer is above the double next to it; doubles are exact up to 2^53 only. */
function encodeNumber(value: number, residue: number): Buffer {
  if (Number.isNaN(value)) return Buffer.from([TAG.nan]);
  const rest = Buffer.alloc(2);
  rest.writeUInt16BE(0x8000 + residue);
  return Buffer.concat([Buffer.from([TAG.number]), sortableDouble(value), rest]);
}

function encodeInteger(value: bigint): Buffer {
  const double = Number(value);
  return encodeNumber(double, Number(value - BigInt(double)));
}

function sortableDouble(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if ((bytes[0] ?? 0) & 0x80) return inverted(bytes);
  bytes[0] = (bytes[0] ?? 0) ^ 0x80;
  return bytes;
}

function encodeBytes(tag: number, raw: Buffer): Buffer {
  const escaped = raw.includes(0) ? escapeZeros(raw) : raw;
  if (escaped.length <= KEPT_BYTES) return Buffer.concat([Buffer.from([tag]), escaped, END]);
  const hash = createHash('sha256').update(raw).digest().subarray(0, 16);
  return Buffer.concat([Buffer.from([tag]), escaped.subarray(0, KEPT_BYTES), CUT, hash]);
}

function escapeZeros(raw: Buffer): Buffer {
  return Buffer.from(raw.toString('latin1').replaceAll('\0', '\0\xff'), 'latin1');
}

function tagged(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), bytes]);
}
