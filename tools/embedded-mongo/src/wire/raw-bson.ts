import { serialize, type Document } from 'bson';

const TYPE = { document: 0x03, array: 0x04 } as const;

/** A BSON document made of `head`, then `name: [...items]` with items that are BSON already. */
export function withArray(name: string, items: readonly Uint8Array[], tail: Document): Buffer {
  const elements = items.flatMap((item, i) => [elementHead(TYPE.document, String(i)), item]);
  return withElement(TYPE.array, name, documentOf(elements), tail);
}

/** A BSON document `{ [name]: document, ...tail }` with a document that is BSON already. */
export function withDocument(name: string, document: Uint8Array, tail: Document): Buffer {
  return withElement(TYPE.document, name, document, tail);
}

function withElement(type: number, name: string, value: Uint8Array, tail: Document): Buffer {
  // Between the length in front and the zero at the end stand the elements.
  const rest = serialize(tail).subarray(4, -1);
  return documentOf([elementHead(type, name), value, rest]);
}

function documentOf(parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.alloc(4), ...parts, Buffer.alloc(1)]);
  body.writeInt32LE(body.length, 0);
  return body;
}

function elementHead(type: number, name: string): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`, 'utf8')]);
}
