import { expect } from 'chai';
import { portsOf, SLOTS, type PortRange } from './ports.js';

describe('portsOf', () => {
  const rangesOf = (slot: number): PortRange[] =>
    Object.values(portsOf(slot)).map((port: number | PortRange) =>
      typeof port === 'number' ? { from: port, to: port } : port,
    );

  it('gives no port twice, within a slot or among slots', () => {
    const all = Array.from({ length: SLOTS }, (_, slot) => rangesOf(slot)).flat();
    const sorted = all.toSorted((a, b) => a.from - b.from);
    const overlaps = sorted.filter(({ from }, index) => index > 0 && from <= (sorted[index - 1]?.to ?? 0));
    expect(overlaps).to.deep.equal([]);
  });

  it('stays below the ports that Linux gives to clients', () => {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      expect(Math.max(...rangesOf(slot).map(({ to }) => to))).to.be.below(32_768);
    }
  });

  it('gives pages no port to which browsers refuse to go', async () => {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const { publicHttp, publicHttps, mailPage } = portsOf(slot);
      for (const port of [publicHttp, publicHttps, mailPage]) {
        const reason: unknown = await fetch(`http://127.0.0.1:${port}`).then(
          () => null,
          (error: unknown) => ((error as Error).cause as Error | undefined)?.message,
        );
        expect(reason, String(port)).not.to.equal('bad port');
      }
    }
  });

  it('knows ten slots', () => {
    expect(portsOf(0).publicHttp).to.equal(8080);
    expect(() => portsOf(10)).to.throw(RangeError);
    expect(() => portsOf(0.5)).to.throw(RangeError);
  });
});
