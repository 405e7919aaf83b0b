import { expect } from 'chai';
import fc from 'fast-check';
import { Framing } from './framing.js';
import { readMessage, UnreadableMessage } from './message.js';

function message(bodyBytes: number, fill: number): Buffer {
  const bytes = Buffer.alloc(16 + bodyBytes, fill);
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
}

describe('Framing', () => {
  it('gives the same messages however the stream is cut', () => {
    const sizes = fc.array(fc.nat(300), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.integer({ min: 1, max: 200 })), (bodies, cuts) => {
        const sent = bodies.map((size, i) => message(size, i));
        const stream = Buffer.concat(sent);
        const framing = new Framing();
        const got: Buffer[] = [];
        for (let at = 0; at < stream.length;) {
          const size = cuts.next().value as number;
          got.push(...framing.push(stream.subarray(at, at + size)).map((one) => Buffer.from(one)));
          at += size;
        }
        expect(got).to.deep.equal(sent);
      }),
    );
  });

  it('refuses lengths that cannot be', () => {
    for (const length of [0, 15, -1, 2 ** 31 - 1]) {
      const head = Buffer.alloc(16);
      head.writeInt32LE(length, 0);
      expect(() => new Framing().push(head)).to.throw(RangeError);
    }
  });
});

describe('readMessage', () => {
  it('says what it cannot read, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.constantFrom(2013, 2004, 2012, 1),
        (body, opCode) => {
          const bytes = message(body.length, 0);
          bytes.set(body, 16);
          bytes.writeInt32LE(opCode, 12);
          try {
            readMessage(bytes);
          } catch (error) {
            expect(error).to.be.instanceOf(UnreadableMessage);
          }
        },
      ),
    );
  });
});
