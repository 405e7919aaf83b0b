import { expect } from 'chai';
import { effectScope, nextTick, shallowRef } from 'vue';
import { FakeConnection, settled, who } from '../../../test/fake-media.js';
import type { MediaConnection, Traffic } from '../media/media-port.js';
import { useQuality } from './useQuality.js';

const none = { packets: 0, lost: 0, bytes: 0 };
const fine: Traffic = { up: none, down: none, rttMs: 30, mayKbps: 3_000, limitedBy: null };

/** A connection that has carried more at each look: 100 packets, of which so many were lost. */
class MeasuredConnection extends FakeConnection {
  lostEach = 0;
  #looks = 0;

  override traffic(): Promise<Traffic> {
    this.#looks += 1;
    const up = { packets: 100 * this.#looks, lost: this.lostEach * this.#looks, bytes: 0 };
    return Promise.resolve({ ...fine, up });
  }
}

function room() {
  const made = () => {
    return new MeasuredConnection('con_1', who('나'), {
      receive: true,
      probe: false,
      onEvent: () => undefined,
    });
  };
  const connection = shallowRef<MediaConnection | null>(null);
  const paused: boolean[] = [];
  let nowMs = 0;
  const ticks: (() => void)[] = [];
  const { setInterval: set } = globalThis;
  globalThis.setInterval = ((tick: () => void) => {
    ticks.push(tick);
    return 0;
  }) as unknown as typeof set;
  const scope = effectScope();
  const quality = scope.run(() =>
    useQuality({
      connection,
      top: 1,
      pausePicture: (pause) => {
        paused.push(pause);
        return Promise.resolve();
      },
      now: () => nowMs,
    }),
  );
  globalThis.setInterval = set;
  if (quality === undefined) throw new Error('the scope is over');
  const pass = async (sec: number) => {
    for (let passed = 0; passed < sec; passed += 2) {
      nowMs += 2_000;
      for (const tick of ticks) tick();
      await settled();
      await nextTick();
    }
  };
  return { connection, made, paused, quality, pass, scope };
}

describe('useQuality', () => {
  it('sends less picture over a bad line, then none, and tells why', async () => {
    const { connection, made, paused, quality, pass, scope } = room();
    const bad = made();
    bad.lostEach = 20;
    connection.value = bad;
    await pass(10);
    expect(quality.grade.value).to.deep.equal({ bars: 1, trouble: 'upload' });
    expect(bad.limits.at(-1)).to.deep.equal({ maxHeight: 180, maxKbps: 200 });
    expect(paused).to.deep.equal([]);
    await pass(8);
    expect(paused).to.deep.equal([true]);
    expect(quality.pictureIsPaused.value).to.equal(true);
    scope.stop();
  });

  it('holds the limit over a new connection, whose counters begin anew', async () => {
    const { connection, made, quality, pass, scope } = room();
    const bad = made();
    bad.lostEach = 20;
    connection.value = bad;
    await pass(8);
    const next = made();
    connection.value = next;
    await nextTick();
    expect(next.limits).to.deep.equal([{ maxHeight: 180, maxKbps: 200 }]);
    await pass(4);
    expect(quality.grade.value.bars).to.equal(4);
    scope.stop();
  });
});
