import { expect } from 'chai';
import { ChatClass } from './class.js';
import { PATIENCE } from './patience.js';

const ALL_BACK_MS = 15_000 * PATIENCE;

describe('what the chat asks who is who', () => {
  let all: ChatClass;

  beforeEach(async () => {
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    await all.heard(60);
  });

  afterEach(async () => {
    all.database.become({ kind: 'none' });
    await all.close();
  });

  const expectAllWell = async () => {
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
  };

  it('the API is killed: who is in talks on, and who falls out is back once it is', async () => {
    await all.api.end('SIGKILL');
    const fallen = all.talkers.slice(0, 10);
    const others = all.talkers.slice(10);
    for (const talker of fallen) talker.stumble();
    await all.heard(200);
    expect(fallen.filter(({ isIn }) => isIn)).to.deep.equal([]);
    expect(others.filter(({ breaks }) => breaks > 0)).to.deep.equal([]);
    await all.api.startAgain();
    await all.allIn({ withinMs: ALL_BACK_MS });
    await expectAllWell();
  });

  for (const kind of ['cut', 'blackhole'] as const) {
    it(`MariaDB is behind a ${kind}: who is in talks on`, async () => {
      all.database.become({ kind });
      await all.heard(200);
      expect(all.talkers.filter(({ breaks }) => breaks > 0)).to.deep.equal([]);
      all.database.become({ kind: 'none' });
      await all.heard(60);
      await expectAllWell();
    });
  }
});
