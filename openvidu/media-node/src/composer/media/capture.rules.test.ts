import { expect } from 'chai';
import fc from 'fast-check';
import { captureBytes, reportBytes } from '../test/capture-writer.js';
import { capturedPackets } from './pcap.rules.js';
import { isRtcp, senderReports } from './rtcp.rules.js';

const REPORT = { ssrc: 0xcafe, senderMs: 1_795_302_718_985.5, timestamp: 4_294_967_290 };

describe('a capture', () => {
  it('tells what the peer sent and when, and nothing of what it was sent', () => {
    const rtp = Buffer.alloc(40, 0x80);
    const file = captureBytes([
      { arrivedMs: 1000.25, bytes: rtp },
      { arrivedMs: 1001, bytes: reportBytes(REPORT), isOutgoing: true },
      { arrivedMs: 1002, bytes: reportBytes(REPORT) },
    ]);
    const packets = [...capturedPackets(file)];
    expect(packets.map(({ arrivedMs }) => arrivedMs)).to.deep.equal([1000.25, 1002]);
    expect(packets.map(({ bytes }) => isRtcp(bytes))).to.deep.equal([false, true]);
  });

  it('gives what is whole of a file that was cut off anywhere', () => {
    const file = captureBytes([1, 2, 3].map((arrivedMs) => ({ arrivedMs, bytes: reportBytes(REPORT) })));
    const size = (file.length - 24) / 3;
    fc.assert(
      fc.property(fc.nat(file.length), (length) => {
        const whole = Math.max(0, Math.floor((length - 24) / size));
        expect([...capturedPackets(file.subarray(0, length))]).to.have.length(whole);
      }),
    );
  });
});

describe('sender reports', () => {
  it('are read out of a compound packet, to a part of a millisecond', () => {
    const [first, second, ...others] = senderReports(
      Buffer.concat([reportBytes(REPORT), reportBytes({ ...REPORT, ssrc: 7 })]),
    );
    expect(first?.senderMs).to.be.closeTo(REPORT.senderMs, 0.001);
    expect([first?.ssrc, first?.timestamp, second?.ssrc]).to.deep.equal([0xcafe, 4_294_967_290, 7]);
    expect(others).to.deep.equal([]);
  });

  it('of a stranger are read to their end, whatever is in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(senderReports(Buffer.from(bytes)).length).to.be.below(9);
      }),
    );
  });
});
