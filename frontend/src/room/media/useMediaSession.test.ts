import { expect } from 'chai';
import { effectScope } from 'vue';
import {
  FakeDevices,
  FakePort,
  FakeWaits,
  LESSON_ID,
  memory,
  settled,
  ticket,
} from '../../../test/fake-media.js';
import { useMediaSession } from './useMediaSession.js';

async function lesson() {
  const port = new FakePort();
  const waits = new FakeWaits();
  const devices = new FakeDevices();
  const said: string[] = [];
  const scope = effectScope();
  const timers = countIntervals();
  const media = scope.run(() =>
    useMediaSession(LESSON_ID, {
      port,
      api: {
        join: (_, kind) => Promise.resolve(ticket('con_1', kind)),
        beat: (_, connectionId) => {
          said.push(`beat ${connectionId}`);
          return Promise.resolve();
        },
        sayLeaving: (_, connectionId) => {
          said.push(`leaving ${connectionId}`);
          return Promise.resolve();
        },
      },
      media: devices.asBrowser,
      memory: memory(),
      now: () => waits.nowMs,
      wait: waits.wait,
      onShareTrouble: () => undefined,
    }),
  );
  if (media === undefined) throw new Error('the scope is over');
  await media.prepare('small');
  await media.enter('small');
  await settled();
  return { media, port, devices, said, scope, beating: timers.running };
}

/** How many intervals of the code under test are running. */
function countIntervals() {
  const { setInterval: set, clearInterval: clear } = globalThis;
  const running = new Set<unknown>();
  globalThis.setInterval = ((...args: Parameters<typeof set>) => {
    const timer = set(...args);
    running.add(timer);
    return timer;
  }) as typeof set;
  globalThis.clearInterval = (timer) => {
    running.delete(timer);
    clear(timer);
  };
  restore = () => {
    Object.assign(globalThis, { setInterval: set, clearInterval: clear });
  };
  return { running: () => running.size };
}
let restore = (): void => undefined;
afterEach(() => {
  restore();
});

describe('useMediaSession', () => {
  it('gives signs of life while it is live, and none while it reconnects', async () => {
    const { port, said, scope } = await lesson();
    expect(said).to.deep.equal(['beat con_1']);
    port.last.say({ type: 'socket-lost' });
    port.last.say({ type: 'socket-back' });
    await settled();
    expect(said).to.deep.equal(['beat con_1', 'beat con_1']);
    scope.stop();
  });

  it('says goodbye when the page goes away', async () => {
    const { media, port, said, scope } = await lesson();
    window.dispatchEvent(new Event('pagehide'));
    expect(said.at(-1)).to.equal('leaving con_1');
    expect(port.last.left).to.equal(true);
    expect(media.session.state.value.phase).to.equal('left');
    scope.stop();
  });

  it('lets camera and microphone go with the lesson, and takes them again on the way back in', async () => {
    const { media, port, devices, scope } = await lesson();
    port.last.say({ type: 'closed', reason: 'moved' });
    expect(media.session.state.value.phase).to.equal('moved');
    expect(devices.opened.every(({ readyState }) => readyState === 'ended')).to.equal(true);
    await media.enter('small');
    await settled();
    expect(media.session.state.value.phase).to.equal('live');
    expect(devices.opened.some(({ readyState }) => readyState === 'live')).to.equal(true);
    scope.stop();
  });

  it('leaves everything when its scope ends', async () => {
    const { port, devices, said, scope, beating } = await lesson();
    expect(beating()).to.equal(1);
    scope.stop();
    expect(beating()).to.equal(0);
    expect(said.at(-1)).to.equal('leaving con_1');
    expect(port.last.left).to.equal(true);
    expect(devices.opened.every(({ readyState }) => readyState === 'ended')).to.equal(true);
  });
});
