import { expect } from 'chai';
import fc from 'fast-check';
import { InSequence } from './in-sequence.rules.js';
import { concealment, opusDurationMs, SILENCE } from './opus.rules.js';
import { PICTURE_CODECS, PICTURE_PARSERS } from './picture-codec.rules.js';
import { parseRtp, primaryOfRed, unwrapper } from './rtp.rules.js';
import { parseVp8 } from './vp8.rules.js';

describe('RTP', () => {
  it('is read with its extension and without its padding', () => {
    const head = Buffer.from('b0e0fffe00000384000000010000000b', 'hex');
    head[0] = 0xb1;
    const extension = Buffer.from([0xbe, 0xde, 0, 1, 0x30, 0x01, 0, 0]);
    const bytes = Buffer.concat([head, extension, Buffer.from('ab'), Buffer.from([0, 0, 3])]);
    expect(parseRtp(bytes, 3)).to.deep.equal({
      ssrc: 1,
      payloadType: 96,
      isMarked: true,
      sequence: 65534,
      timestamp: 900,
      start: 24,
      end: 26,
      turns: 1,
    });
  });

  it('tells how the picture is turned among whatever else it tells, or does not', () => {
    // Two bytes of another extension, padding, the orientation, padding.
    const extensions = Buffer.from('bede000251aabb0030020000', 'hex');
    const bytes = Buffer.concat([
      Buffer.from('906000010000038400000001', 'hex'),
      extensions,
      Buffer.from('ab'),
    ]);
    expect(parseRtp(bytes, 3)).to.include({ start: 24, end: 26, turns: 2 });
    expect(parseRtp(bytes, 4)).to.include({ start: 24, end: 26, turns: null });
    expect(parseRtp(bytes)).to.include({ start: 24, end: 26, turns: null });
  });

  it('is refused, never thrown at, when it is something else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const rtp = parseRtp(Buffer.from(bytes), 3);
        if (rtp !== null) expect(rtp.start).to.be.at.most(bytes.length);
        for (const codec of PICTURE_CODECS) PICTURE_PARSERS[codec](Buffer.from(bytes));
        primaryOfRed(Buffer.from(bytes));
        expect(opusDurationMs(Buffer.from(bytes))).to.be.at.least(0);
      }),
    );
  });

  it('counts on where its counters start over, and back to a straggler', () => {
    const count = unwrapper(16);
    const [first = 0, ...rest] = [65533, 65534, 0, 65535, 1].map(count);
    expect(rest.map((value) => value - first)).to.deep.equal([1, 3, 2, 4]);
  });

  it('gives the main packet out of redundant ones', () => {
    const red = Buffer.from([0x80 | 111, 0x0f, 0x00, 2, 111, 7, 7, 1, 2, 3]);
    expect([...primaryOfRed(red)]).to.deep.equal([1, 2, 3]);
  });
});

describe('packets in sequence', () => {
  const pushAll = (depth: number, numbers: readonly number[]) => {
    const order = new InSequence<{ sequence: number }>(depth);
    const ready = numbers.flatMap((sequence) => order.push({ sequence }));
    return [...ready, ...order.end()].map(({ sequence }) => sequence);
  };

  it('come in order, each once, however they came within the depth', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), (numbers) => {
        const first = numbers[0] ?? 0;
        const expected = [...new Set(numbers)].filter((n) => n >= first).sort((a, b) => a - b);
        expect(pushAll(100, numbers)).to.deep.equal(expected);
      }),
    );
  });

  it('go on without one that is missing for too long', () => {
    expect(pushAll(2, [1, 3, 4, 5, 2, 6])).to.deep.equal([1, 3, 4, 5, 6]);
  });
});

describe('a sender that counts from elsewhere', () => {
  it('is followed after as many packets as may be late', () => {
    const order = new InSequence<{ sequence: number }>(3);
    const ready = [50, 51, 10, 11, 12, 13, 14].flatMap((sequence) => order.push({ sequence }));
    expect(ready.map(({ sequence }) => sequence)).to.deep.equal([50, 51, 13, 14]);
  });
});

describe('VP8 and Opus', () => {
  it('tell of a key frame and its size, behind a long descriptor', () => {
    const frame = Buffer.from([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01, 0, 0]);
    const descriptor = Buffer.from([0x90, 0xe0, 0x81, 0x01, 0x07, 0x20]);
    expect(parseVp8(Buffer.concat([descriptor, frame]))).to.deep.equal({
      isFirst: true,
      isKey: true,
      width: 640,
      height: 360,
      parts: [{ offset: 6, length: 12, prefix: 0 }],
    });
  });

  it('tell how long a packet sounds', () => {
    expect(opusDurationMs(SILENCE)).to.equal(20);
    expect(opusDurationMs(Buffer.from([0x78, 1]))).to.equal(20);
    expect(opusDurationMs(Buffer.from([0x19, 1, 1]))).to.equal(120);
    expect(opusDurationMs(Buffer.from([0xfb, 0x83, 1]))).to.equal(60);
  });

  it('stand in for a lost packet with one frame that is empty', () => {
    expect(concealment(Buffer.from([0x7b, 3, 4]))).to.deep.equal({
      packet: Buffer.from([0x78]),
      durationMs: 20,
    });
  });
});
