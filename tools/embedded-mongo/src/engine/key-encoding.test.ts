import { Long, ObjectId } from 'bson';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeBound, encodeValue, inverted, isExact, successor } from './key-encoding.js';

const order = (a: unknown, b: unknown) => Buffer.compare(encodeValue(a), encodeValue(b));

describe('encodeValue', () => {
  it('orders types as MongoDB does', () => {
    const rising = [null, 5, 'a', { a: 1 }, [1], new ObjectId(), false, new Date(0)];
    for (const [i, value] of rising.slice(1).entries()) expect(order(rising[i], value)).to.equal(-1);
  });

  it('orders numbers by value, also negative, infinite and fractional ones', () => {
    const numbers = fc.double({ noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(order(a, b)).to.equal(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('tells integers beyond 2^53 apart and orders them', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -3n, max: 3n }),
        (a, near) => {
          const b = BigInt.asIntN(64, a + near);
          expect(order(Long.fromBigInt(a), Long.fromBigInt(b))).to.equal(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
    );
  });

  it('holds a number for equal to the same integer', () => {
    expect(order(7, Long.fromNumber(7))).to.equal(0);
    expect(order(0, -0)).to.equal(0);
  });

  it('orders strings by their bytes, with zeros inside', () => {
    const strings = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\u00ff', '가', '👍'), maxLength: 12 });
    fc.assert(
      fc.property(strings, strings, (a, b) => {
        expect(order(a, b)).to.equal(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('tells long strings apart that begin alike', () => {
    const long = '가'.repeat(1000);
    expect(encodeValue(`${long}a`)).not.to.deep.equal(encodeValue(`${long}b`));
    expect(isExact(long)).to.equal(false);
  });

  it('gives no encoding that begins with another one', () => {
    const values = fc.oneof(
      fc.string({ maxLength: 500 }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.date(),
    );
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [first, second] = [encodeValue(a), encodeValue(b)];
        fc.pre(!first.equals(second));
        expect(second.subarray(0, first.length).equals(first)).to.equal(false);
      }),
    );
  });
});

describe('inverted', () => {
  it('turns the order around', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const falling = Buffer.compare(inverted(encodeValue(a)), inverted(encodeValue(b)));
        expect(falling + order(a, b)).to.equal(0);
      }),
    );
  });
});

describe('successor', () => {
  it('is behind everything that begins with the prefix, and before everything else behind it', () => {
    const bytes = fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, bytes, (prefix, tail, other) => {
        fc.pre(prefix.some((byte) => byte !== 0xff));
        const next = successor(prefix);
        expect(Buffer.compare(Buffer.concat([prefix, tail]), next)).to.equal(-1);
        const isBehind =
          Buffer.compare(other, prefix) > 0 && !other.subarray(0, prefix.length).equals(prefix);
        if (isBehind) expect(Buffer.compare(other, next)).to.be.at.least(0);
      }),
    );
  });
});

describe('encodeBound', () => {
  it('is the beginning of a value that was cut', () => {
    const long = 'x'.repeat(2000);
    const { bytes, isCut } = encodeBound(long);
    expect(isCut).to.equal(true);
    expect(encodeValue(long).subarray(0, bytes.length).equals(bytes)).to.equal(true);
  });
});
