import { FaultProxy, type Fault } from '@seodang/faultproxy/fault-proxy';
import { residentMiB } from '@seodang/testing/child-program';
import { expect } from 'chai';
import { ChatClass } from './class.js';
import { PORTS } from './ports.js';

const MOST_MEMORY_MIB = 300;

describe('a store of the chat fails', () => {
  let all: ChatClass;

  afterEach(() => all.close());

  const expectAllWell = async () => {
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
    for (const chat of all.chats) expect(residentMiB(chat.pid)).to.be.below(MOST_MEMORY_MIB);
  };

  it('Redis is killed and comes back empty: people talk on all the while', async () => {
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    await all.heard(60);
    await all.redis.end('SIGKILL');
    await all.heard(100);
    all.emptyRedis();
    await all.redis.startAgain();
    await all.heard(100);
    await expectAllWell();
  });

  it('MongoDB is killed: what is said waits, and arrives once', async () => {
    all = await ChatClass.open({ rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    await all.heard(60);
    await all.mongo.end('SIGKILL');
    await all.spoken(40 * 4);
    await all.mongo.startAgain();
    await all.heard(200);
    await expectAllWell();
  });
});

describe('the link between one of two replicas and Redis', () => {
  let all: ChatClass;
  let proxy: FaultProxy;

  beforeEach(async () => {
    proxy = await FaultProxy.listen({ host: '127.0.0.1', port: PORTS.redis });
    const redisPortOf = (replica: number) => (replica === 0 ? proxy.port : PORTS.redis);
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100, redisPortOf });
    all.speak({ perSec: 40 });
    await all.heard(60);
  });

  afterEach(async () => {
    await all.close();
    await proxy.close();
  });

  const faults: Record<string, Fault> = {
    'is cut': { kind: 'cut' },
    'swallows everything': { kind: 'blackhole' },
    'is slow': { kind: 'latency', ms: 400 },
    'is reset again and again': { kind: 'reset' },
  };
  for (const [title, fault] of Object.entries(faults)) {
    it(`${title}: all hear everything, whichever replica they are at`, async () => {
      proxy.become(fault);
      await all.heard(150);
      proxy.become({ kind: 'none' });
      await all.heard(60);
      const { wrongs } = await all.conclude();
      expect(wrongs).to.deep.equal([]);
    });
  }
});
