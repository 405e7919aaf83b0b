import { expect } from 'chai';
import fc from 'fast-check';
import { Parser } from '@stomp/stompjs';
import { escape, unescape } from './escape.js';
import { CLIENT_COMMANDS, type Frame } from './frame.js';
import { FRAME_LIMITS, FrameParser } from './parser.js';
import { serialise } from './serialise.js';
import { StompError } from './stomp-error.js';
import type { Version } from './version.js';

/** All frames of what was pushed, piece by piece, as plain things to compare. */
function framesOf(pieces: readonly (string | Buffer)[], version: Version = '1.2') {
  const parser = new FrameParser();
  parser.version = version;
  const frames: Frame[] = [];
  for (const piece of pieces) {
    parser.push(Buffer.from(piece as string));
    for (let frame = parser.next(); frame; frame = parser.next()) frames.push(frame);
  }
  return frames.map(({ command, headers, body }) => ({
    command,
    headers: Object.fromEntries(headers),
    body: body.toString('latin1'),
  }));
}

function mistakeIn(text: string | Buffer, version: Version = '1.2'): string {
  try {
    framesOf([text], version);
  } catch (error) {
    if (error instanceof StompError) return `${error.closeCode} ${error.detail}`;
    throw error;
  }
  return '';
}

describe('the parser', () => {
  it('reads line ends of both kinds, also mixed', () => {
    expect(framesOf(['SEND\r\ndestination:/x\r\n\r\nhi\0SEND\ndestination:/y\r\n\nho\0'])).to.deep.equal([
      { command: 'SEND', headers: { destination: '/x' }, body: 'hi' },
      { command: 'SEND', headers: { destination: '/y' }, body: 'ho' },
    ]);
  });

  it('passes over line ends between frames, however they come', () => {
    expect(framesOf(['\n', '\r', '\n\r\nBEGIN\ntransaction:1\n\n\0', '\n\n', '\r\n'])).to.have.length(1);
  });

  it('takes the first of repeated headers, trims nothing, and lets colons be in values', () => {
    const [frame] = framesOf(['SEND\na: one \na:two\nb:1:2\nc:\n\n\0']);
    expect(frame?.headers).to.deep.equal({ a: ' one ', b: '1:2', c: '' });
  });

  it('reads as many octets as content-length says, NULs among them', () => {
    expect(framesOf(['SEND\ncontent-length:5\n\na\0b\n\0\0BEGIN\n\n\0'])).to.deep.equal([
      { command: 'SEND', headers: { 'content-length': '5' }, body: 'a\0b\n\0' },
      { command: 'BEGIN', headers: {}, body: '' },
    ]);
  });

  it('reads to the first NUL without content-length', () => {
    expect(framesOf(['SEND\n\na\n\nb\0\n'])[0]?.body).to.equal('a\n\nb');
  });

  it('keeps to octets where letters have several', () => {
    const body = '서당에서';
    const frame = `SEND\nname:훈장\ncontent-length:${Buffer.byteLength(body)}\n\n${body}\0`;
    const single = [...Buffer.from(frame)].map((octet) => Buffer.from([octet]));
    for (const pieces of [[frame], single]) {
      const [read] = framesOf(pieces);
      expect(Buffer.from(read?.body ?? '', 'latin1').toString('utf8')).to.equal(body);
      expect(read?.headers.name).to.equal('훈장');
    }
  });

  for (const [what, text, detail] of [
    ['an unknown command', 'HELLO\n\n\0', '1002 no such command'],
    ['a command of the server', 'MESSAGE\n\n\0', '1002 no such command'],
    ['a command in small letters', 'send\n\n\0', '1002 no such command'],
    ['a line that cannot become a command', 'GET /chat HTTP/1.1', '1002 no such command'],
    ['a header without a colon', 'SEND\nhello\n\n\0', '1002 a header without a name'],
    ['a header without a name', 'SEND\n:x\n\n\0', '1002 a header without a name'],
    ['a NUL in the headers', 'SEND\na:\0b\n\n\0', '1002 a header with a NUL or a carriage return'],
    ['a carriage return in a header', 'SEND\na:b\rc\n\n\0', '1002 a header with a NUL or a carriage return'],
    ['an unknown escape', 'SEND\na:b\\tc\n\n\0', '1002 unknown escape in a header: "\\\\t"'],
    ['an escape cut short', 'SEND\na:b\\\n\n\0', '1002 unknown escape in a header: "\\\\"'],
    ['an unknown escape in a name', 'SEND\na\\x:b\n\n\0', '1002 unknown escape in a header: "\\\\x"'],
    [
      'a content-length that is no number',
      'SEND\ncontent-length:abc\n\n\0',
      '1002 content-length is not a number',
    ],
    ['a negative content-length', 'SEND\ncontent-length:-1\n\n\0', '1002 content-length is not a number'],
    [
      'no NUL where content-length ends',
      'SEND\ncontent-length:2\n\nabc\0',
      '1002 no NUL where content-length ends',
    ],
    ['a body where none may be', 'BEGIN\ntransaction:1\n\nhi\0', '1002 BEGIN has a body'],
    [
      'a content-length that nobody waits for',
      'SEND\ncontent-length:999999999\n\n',
      '1009 the frame is too large',
    ],
    ['a body that goes on and on', `SEND\n\n${'x'.repeat(65_537)}`, '1009 the frame is too large'],
    ['a header that goes on and on', `SEND\n${'x'.repeat(8193)}`, '1009 a header is too long'],
    ['a thousand headers', `SEND\n${'a:b\n'.repeat(1000)}\n\0`, '1009 too many headers'],
    ['many long headers', `SEND\n${`a:${'b'.repeat(8000)}\n`.repeat(9)}\n\0`, '1009 the frame is too large'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(mistakeIn(text)).to.equal(detail);
    });
  }

  it('refuses headers that are not UTF-8', () => {
    expect(mistakeIn(Buffer.from('SEND\na:\xff\n\n\0', 'latin1'))).to.equal('1002 headers are not UTF-8');
  });

  it('takes as many headers, and a frame as large, as it may be', () => {
    expect(mistakeIn(`SEND\n${'a:b\n'.repeat(FRAME_LIMITS.headers)}\n\0`)).to.equal('');
    const head = 'SEND\ncontent-length:65508\n\n';
    expect(head.length + 65_508).to.be.at.most(FRAME_LIMITS.frameBytes);
    expect(mistakeIn(`${head}${'x'.repeat(65_508)}\0`)).to.equal('');
  });

  it('knows the escapes of each version', () => {
    expect(unescape('\\n\\c\\\\\\r', '1.2')).to.equal('\n:\\\r');
    expect(() => unescape('\\r', '1.1')).to.throw(StompError);
    expect(unescape('\\n\\x', '1.0')).to.equal('\\n\\x');
    expect(escape('\n:\\\r', '1.2')).to.equal('\\n\\c\\\\\\r');
    expect(escape('a\nb', '1.0')).to.equal('a b');
    expect(framesOf(['CONNECT\na:b\\tc\n\n\0'])[0]?.headers.a).to.equal('b\\tc');
  });
});

describe('the parser, tried with anything', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'));
  const headers = fc.dictionary(
    word.filter((text) => text !== '' && text !== 'content-length'),
    word,
    { maxKeys: 6 },
  );
  const frame = fc.record({
    command: fc.constantFrom(
      ...CLIENT_COMMANDS.filter((command) => command !== 'CONNECT' && command !== 'STOMP'),
    ),
    headers,
    octets: fc.uint8Array({ maxLength: 200 }),
  });

  function toWire({
    command,
    headers: map,
    octets,
  }: {
    command: string;
    headers: Record<string, string>;
    octets: Uint8Array;
  }) {
    const isSend = command === 'SEND';
    const lines = Object.entries(map).map(
      ([name, value]) => `${escape(name, '1.2')}:${escape(value, '1.2')}\n`,
    );
    const head = `${command}\n${lines.join('')}${isSend ? `content-length:${octets.length}\n` : ''}\n`;
    return Buffer.concat([Buffer.from(head), isSend ? octets : Buffer.alloc(0), Buffer.from([0])]);
  }

  it('reads every frame back as it was written, however the octets were cut (2,000 runs)', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 30 }),
        (frames, cuts) => {
          const wire = Buffer.concat(frames.map(toWire));
          const pieces: Buffer[] = [];
          let at = 0;
          for (const length of [...cuts, wire.length]) {
            pieces.push(wire.subarray(at, at + length));
            at += length;
          }
          expect(framesOf(pieces)).to.deep.equal(
            frames.map((one) => ({
              command: one.command,
              headers:
                one.command === 'SEND'
                  ? { ...one.headers, 'content-length': String(one.octets.length) }
                  : one.headers,
              body: one.command === 'SEND' ? Buffer.from(one.octets).toString('latin1') : '',
            })),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses garbage with a StompError and nothing else, whatever it is and however it is cut (10,000 frames)', () => {
    const seeds = [
      'SEND\ndestination:/x\ncontent-length:3\n\nabc\0',
      'SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0',
    ];
    const spoilt = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 5 }))
      .map(([seed, changes]) => {
        const octets = Buffer.from(seed);
        for (const [at, octet] of changes) octets[at % octets.length] = octet;
        return octets;
      });
    const garbage = fc.oneof(
      spoilt,
      fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets)),
    );
    const before = process.memoryUsage().rss;
    fc.assert(
      fc.property(garbage, fc.nat(50), (octets, cut) => {
        const whole = outcomeOf([octets]);
        expect(outcomeOf([octets.subarray(0, cut), octets.subarray(cut)])).to.deep.equal(whole);
      }),
      { numRuns: 10_000 },
    );
    expect(process.memoryUsage().rss - before).to.be.below(64 * 1024 * 1024);
  });

  it('costs single octets no more than a large piece: a frame of 64 KiB in 65,000 pieces', () => {
    const wire = Buffer.from(`SEND\n\n${'x'.repeat(65_000)}\0`);
    const startedAt = process.cpuUsage();
    const parser = new FrameParser();
    for (let at = 0; at < wire.length; at += 1) {
      parser.push(wire.subarray(at, at + 1));
      if (at < wire.length - 1) expect(parser.next()).to.equal(null);
    }
    expect(parser.next()?.body).to.have.length(65_000);
    expect(process.cpuUsage(startedAt).user / 1000, 'ms of CPU').to.be.below(2000);
  });

  it('writes what stompjs reads back', () => {
    fc.assert(
      fc.property(
        headers,
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((body) => !body.includes('\0')),
        (map, body) => {
          const read: { headers: Record<string, string>; body: string }[] = [];
          const parser = new Parser(
            (raw) => {
              const entries = raw.headers.map(([name, value]) => [name, unescape(value, '1.2')] as const);
              read.push({
                headers: Object.fromEntries(entries),
                body: Buffer.from(raw.binaryBody ?? new Uint8Array()).toString('utf8'),
              });
            },
            () => undefined,
          );
          // stompjs reads the names of headers as they stand.
          const plain = Object.fromEntries(Object.entries(map).filter(([name]) => !/[\n\r:\\]/.test(name)));
          parser.parseChunk(serialise('MESSAGE', plain, { version: '1.2', body }), false);
          expect(read).to.deep.equal([
            { headers: { ...plain, 'content-length': String(Buffer.byteLength(body)) }, body },
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function outcomeOf(pieces: readonly Buffer[]): unknown {
  try {
    return framesOf(pieces);
  } catch (error) {
    if (error instanceof StompError) return error.code;
    throw error;
  }
}
