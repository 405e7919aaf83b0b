import { expect } from 'chai';
import { RtpClockFit, type Arrival } from './rtp-clock.rules.js';

const HOUR_MS = 3_600_000;

type Mapping = (sentMs: number) => number;

/** Packets each 20 ms; `late` gives what the network adds. */
function* arrivals(lengthMs: number, toWallMs: Mapping, late: Mapping = noise()) {
  for (let sentMs = 0; sentMs < lengthMs; sentMs += 20)
    yield { sentMs, arrivedMs: Math.floor(toWallMs(sentMs) + late(sentMs)) } satisfies Arrival;
}

/** A repeatable 0 to 40 ms with a long tail. */
function noise(): Mapping {
  let seed = 7;
  return () => {
    seed = (seed * 48271) % 2147483647;
    const share = seed / 2147483647;
    return 40 * share ** 4 + (share > 0.995 ? 300 : 0);
  };
}

function worstError(samples: Iterable<Arrival>, toWallMs: Mapping, everyMs = 10_000) {
  const fit = new RtpClockFit();
  let last = 0;
  for (const sample of samples) {
    fit.add(sample);
    last = sample.sentMs;
  }
  const clock = fit.fit();
  let worst = 0;
  for (let sentMs = 0; sentMs <= last; sentMs += everyMs)
    worst = Math.max(worst, Math.abs(clock.toWallMs(sentMs) - toWallMs(sentMs)));
  return worst;
}

describe('the clock of a sender', () => {
  it('is known to some milliseconds over an hour though it runs 200 ppm fast', () => {
    const truth = (sentMs: number) => 1_000_000 + sentMs * (1 - 200e-6);
    expect(worstError(arrivals(HOUR_MS, truth), truth)).to.be.lessThan(5);
  });

  it('is known through a minute of a crowded network', () => {
    const truth = (sentMs: number) => 5000 + sentMs * (1 + 50e-6);
    const crowd = (sentMs: number) => (sentMs > 600_000 && sentMs < 640_000 ? 400 : 0);
    expect(worstError(arrivals(HOUR_MS / 2, truth, crowd), truth)).to.be.lessThan(10);
  });

  it('is followed when the computer slept', () => {
    const truth = (sentMs: number) => 5000 + sentMs + (sentMs >= 300_000 ? 90_000 : 0);
    expect(worstError(arrivals(600_000, truth), truth, 7000)).to.be.lessThan(10);
  });

  it('is followed when it runs unevenly', () => {
    const truth = (sentMs: number) => 5000 + sentMs + 60 * Math.sin(sentMs / 500_000);
    expect(worstError(arrivals(HOUR_MS, truth), truth)).to.be.lessThan(25);
  });

  it('is followed when a busy computer loses sound now and then', () => {
    const lost = (sentMs: number) => 40 * Math.floor(sentMs / 9000);
    const truth = (sentMs: number) => 5000 + sentMs + lost(sentMs);
    expect(worstError(arrivals(HOUR_MS / 4, truth), truth, 3000)).to.be.lessThan(45);
  });

  it('is that of the first packet when there are only a few', () => {
    const truth = (sentMs: number) => 5000 + sentMs;
    expect(
      worstError(
        arrivals(100, truth, () => 0),
        truth,
        20,
      ),
    ).to.equal(0);
  });

  it('is its own when no packet came', () => {
    expect(new RtpClockFit().fit().toWallMs(12)).to.equal(12);
  });

  it('is soon told of three hours in which it leapt with every packet', function () {
    this.timeout(2000);
    const fit = new RtpClockFit();
    const sent = Array.from({ length: (3 * HOUR_MS) / 20 }, (_, index) => index * 100_000);
    for (const [index, sentMs] of sent.entries()) fit.add({ sentMs, arrivedMs: 1_000_000 + index * 20 });
    const clock = fit.fit();
    expect(sent.map((sentMs) => clock.toWallMs(sentMs)).every(Number.isFinite)).to.equal(true);
  });
});
