import { expect } from 'chai';
import { reportBytes } from '../test/capture-writer.js';
import { Overheard } from './overheard.rules.js';
import type { CapturedPacket } from './pcap.rules.js';
import { lagsOf, reportedClock, ReportedTimes, type Lag, type Mark } from './reported-times.rules.js';
import { RtpClockFit } from './rtp-clock.rules.js';
import { parseRtp } from './rtp.rules.js';

const START_MS = 1_795_302_700_000;
/** The sender's clock is an hour slow. */
const SENDER_MS = START_MS - 3_600_000;
const SSRC = 0xbeef;
const TICKS = 90;
/** Its counter starts over a second later. */
const FIRST_STAMP = 2 ** 32 - TICKS * 1000;

interface Sent {
  /** Since the beginning. */
  readonly ms: number;
  readonly heldMs: number;
  /** Many packets of silence or of a tone are the same octets. */
  readonly payload: number;
}

const rtpBytes = (timestamp: number, payload: number): Buffer => {
  const bytes = Buffer.alloc(60, payload);
  bytes.writeUInt32BE(0x80600000);
  bytes.writeUInt32BE(timestamp % 2 ** 32, 4);
  bytes.writeUInt32BE(SSRC, 8);
  return bytes;
};
const captured = ({ ms, heldMs, payload }: Sent): CapturedPacket => ({
  arrivedMs: START_MS + ms + heldMs,
  bytes: rtpBytes(FIRST_STAMP + ms * TICKS, payload),
});
const report = (ms: number, saidMs = ms): CapturedPacket => ({
  arrivedMs: START_MS + ms,
  bytes: reportBytes({ ssrc: SSRC, senderMs: SENDER_MS + saidMs, timestamp: FIRST_STAMP + ms * TICKS }),
});
const every40Ms = (fromMs: number, toMs: number, sent: (ms: number) => Omit<Sent, 'ms'>): Sent[] =>
  Array.from({ length: (toMs - fromMs) / 40 }, (_, nth) => fromMs + nth * 40).map((ms) => ({
    ms,
    ...sent(ms),
  }));

/** Reads the packets as Janus wrote them, with times from 0 on. */
function read(sent: readonly Sent[], overheard: Overheard): { marks: Mark[]; fit: RtpClockFit } {
  const reported = new ReportedTimes(overheard, TICKS);
  const fit = new RtpClockFit();
  for (const { ms, heldMs, payload } of sent) {
    const bytes = rtpBytes(ms * TICKS, payload);
    const packet = { arrivedMs: START_MS + ms + heldMs, offset: 0, bytes };
    fit.add({ sentMs: ms, arrivedMs: packet.arrivedMs });
    const rtp = parseRtp(bytes);
    if (rtp) reported.see(rtp, packet, ms);
  }
  return { marks: reported.marks(), fit };
}

function heard(...captures: readonly (readonly CapturedPacket[])[]): Overheard {
  const overheard = new Overheard();
  for (const packets of captures) overheard.add(packets);
  return overheard;
}

describe('what a sender says of its clock', () => {
  it('is tied to packets that were counted anew, over the turn of the counter, in each capture', () => {
    const sent = every40Ms(0, 200_000, (ms) => ({ heldMs: 5, payload: (ms / 40) % 251 }));
    const part = (fromMs: number) =>
      sent.filter(({ ms }) => ms >= fromMs && ms < fromMs + 3000).map(captured);
    const overheard = heard(
      [...part(80), report(1500)],
      [...part(120_000), report(121_000), report(122_000)],
    );
    const { marks } = read(sent, overheard);
    expect(marks.map(({ sentMs }) => Math.round(sentMs))).to.deep.equal([1500, 121_000]);
    for (const { sentMs, senderMs } of marks) expect(senderMs - sentMs).to.be.closeTo(SENDER_MS, 0.1);
  });

  it('is not mistaken when a tone makes the same packets every second', () => {
    const sent = every40Ms(0, 20_000, (ms) => ({ heldMs: 5, payload: ((ms / 40) % 25) + 1 }));
    const { marks } = read(sent, heard([...sent.slice(20, 120).map(captured), report(2000)]));
    expect(marks[0]?.senderMs).to.be.closeTo(SENDER_MS + 2000, 0.1);
  });

  it('counts nothing where none of its packets is known, or no report came', () => {
    const sent = every40Ms(0, 4000, () => ({ heldMs: 5, payload: 9 }));
    expect(read(sent, heard([report(1000)])).marks).to.deep.equal([]);
    expect(read(sent, heard(sent.map(captured))).marks).to.deep.equal([]);
    expect(read(sent, heard()).marks).to.deep.equal([]);
  });
});

describe('the clock of pictures by what their sender says', () => {
  const lags: Lag[] = [{ senderMs: SENDER_MS, lagMs: 3_600_000 }];
  const worst = (
    heldMs: (ms: number) => number,
    marks: Mark[],
    truth: (ms: number) => number,
    lengthMs = 60_000,
  ) => {
    const sent = every40Ms(0, lengthMs, (ms) => ({ heldMs: heldMs(ms), payload: 0 }));
    const { fit } = read(sent, heard());
    const clock = reportedClock(marks, lags, fit);
    const errors = sent.map(({ ms }) => Math.abs(clock.toWallMs(ms) - START_MS - truth(ms)));
    return Math.round(Math.max(...errors.filter((error) => !Number.isNaN(error))));
  };
  const TRUE: Mark[] = [{ sentMs: 0, senderMs: SENDER_MS }];

  it('is that of the sound, however long pictures are coded', () => {
    expect(
      worst(
        (ms) => (ms < 30_000 ? 5 : 28),
        TRUE,
        (ms) => ms,
      ),
    ).to.equal(0);
    expect(
      worst(
        (ms) => (ms % 4000 === 0 ? 2 : 300),
        TRUE,
        (ms) => ms,
      ),
    ).to.equal(0);
  });

  it('goes by the arrivals where what is said cannot be: longer held back, or here before it was sent', () => {
    expect(
      worst(
        () => 120,
        TRUE,
        (ms) => ms + 120,
      ),
    ).to.equal(30);
    const early: Mark[] = [{ sentMs: 0, senderMs: SENDER_MS + 700 }];
    expect(
      worst(
        () => 5,
        early,
        (ms) => ms + 5,
      ),
    ).to.equal(0);
  });

  it('is not led astray by a crowd that holds pictures back for a minute', () => {
    const isCrowded = (ms: number) => ms > 100_000 && ms < 162_000;
    const held = (ms: number) => (isCrowded(ms) ? 155 : 5);
    expect(worst(held, TRUE, (ms) => ms, 300_000)).to.equal(0);
  });

  it('believes arrivals from when a browser dates its pictures early for good, also shortly before the end', () => {
    for (const sinceMs of [100_000, 180_000]) {
      const held = (ms: number) => (ms < sinceMs ? 5 : 125);
      const truth = (ms: number) => (ms < sinceMs ? ms : ms + 125);
      const isNear = (ms: number) => Math.abs(ms - sinceMs) < 10_000;
      expect(worst(held, TRUE, (ms) => (isNear(ms) ? NaN : truth(ms)), 200_000)).to.equal(30);
    }
  });

  it('goes by the arrivals where nothing is said', () => {
    expect(
      worst(
        () => 12,
        [],
        (ms) => ms + 12,
      ),
    ).to.equal(0);
  });

  it('follows the lags of the sound as they change', () => {
    const sound = { toWallMs: (ms: number) => START_MS + ms * 1.0001 };
    const marks = [0, 60_000].map((sentMs) => ({ sentMs, senderMs: SENDER_MS + sentMs }));
    const found = lagsOf(marks, sound).map(({ lagMs }) => Math.round(lagMs - 3_600_000));
    expect(found).to.deep.equal([0, 6]);
  });
});
