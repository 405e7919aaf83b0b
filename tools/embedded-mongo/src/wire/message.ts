import { deserialize, serialize, type Document } from 'bson';

/** @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const OP = { reply: 1, query: 2004, compressed: 2012, message: 2013 } as const;
const FLAG = { checksumPresent: 1, moreToCome: 2 } as const;
const HEADER_BYTES = 16;

export interface CommandMessage {
  readonly requestId: number;
  readonly body: Document;
  /** The first handshake of older drivers, whose answer has another form. */
  readonly isLegacyQuery: boolean;
  readonly wantsAnswer: boolean;
}

export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Reads one whole message. @throws {UnreadableMessage} for what no driver sends */
export function readMessage(bytes: Buffer): CommandMessage {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  try {
    if (opCode === OP.message) return readOpMsg(bytes, requestId);
    if (opCode === OP.query) return readOpQuery(bytes, requestId);
  } catch (error) {
    throw new UnreadableMessage('broken message', { cause: error });
  }
  throw new UnreadableMessage(
    opCode === OP.compressed ? 'OP_COMPRESSED is not spoken' : `unknown opcode ${opCode}`,
  );
}

/** The answer to a message: `body` as BSON. */
export function writeAnswer(to: CommandMessage, body: Uint8Array, responseId: number): Buffer[] {
  const head = to.isLegacyQuery ? replyHead() : Buffer.alloc(HEADER_BYTES + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(responseId, 4);
  head.writeInt32LE(to.requestId, 8);
  head.writeInt32LE(to.isLegacyQuery ? OP.reply : OP.message, 12);
  return [head, Buffer.from(body.buffer, body.byteOffset, body.length)];
}

/** A message that asks `command`; the answer to it can be read by `readMessage`. */
export function writeCommand(command: Document): Buffer {
  const asked = { requestId: 0, body: {}, isLegacyQuery: false, wantsAnswer: true };
  return Buffer.concat(writeAnswer(asked, serialize(command), 1));
}

function replyHead(): Buffer {
  const head = Buffer.alloc(HEADER_BYTES + 20);
  head.writeInt32LE(8, 16);
  head.writeInt32LE(1, 32);
  return head;
}

function readOpQuery(bytes: Buffer, requestId: number): CommandMessage {
  const collectionEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  const body = readDocument(bytes, collectionEnd + 1 + 8);
  return { requestId, body: { ...body, $db: 'admin' }, isLegacyQuery: true, wantsAnswer: true };
}

function readOpMsg(bytes: Buffer, requestId: number): CommandMessage {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  const end = bytes.length - (flags & FLAG.checksumPresent ? 4 : 0);
  let body: Document = {};
  const sequences: Record<string, Document[]> = {};
  for (let at = HEADER_BYTES + 4; at < end;) {
    const kind = bytes.readUInt8(at);
    const size = bytes.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > end) throw new RangeError('section beyond its message');
    if (kind === 0) body = readDocument(bytes, at + 1);
    else Object.assign(sequences, readSequence(bytes.subarray(at + 1, at + 1 + size)));
    at += 1 + size;
  }
  return {
    requestId,
    body: { ...body, ...sequences },
    isLegacyQuery: false,
    wantsAnswer: (flags & FLAG.moreToCome) === 0,
  };
}

/** Documents of a command beside its body: how drivers send inserts. */
function readSequence(section: Buffer): Record<string, Document[]> {
  const nameEnd = section.indexOf(0, 4);
  const name = section.toString('utf8', 4, nameEnd);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at)) {
    documents.push(readDocument(section, at));
  }
  return { [name]: documents };
}

function readDocument(bytes: Buffer, at: number): Document {
  const size = bytes.readInt32LE(at);
  if (size < 5 || at + size > bytes.length) throw new RangeError('document beyond its message');
  return deserialize(bytes.subarray(at, at + size), { promoteBuffers: false });
}
