import { residentMiB } from '@seodang/testing/child-program';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { chatFigure } from '../support/chat-metrics.js';
import { ChatClass } from './class.js';
import { PATIENCE } from './patience.js';
import { PORTS } from './ports.js';

const ROOMS = 16;
const PEOPLE = 1000;
const GROWTH_MIB = 100;
const RECEIPT_P99_MS = 300 * PATIENCE;
/** The systems on both sides keep some megabytes for a socket; long words fill them while the test can wait. */
const LONG_WORDS = '가나다라마바사아자차카타파하 '.repeat(120);

describe('50 of 1,000 readers stop reading', function () {
  this.timeout(180_000 + 60_000 * PATIENCE);
  let all: ChatClass;

  afterEach(() => all.close());

  it('are cut with a reason and catch up later; others notice nothing, and memory stays bounded', async () => {
    all = await ChatClass.open({ rooms: ROOMS, people: PEOPLE });
    const [first] = all.talkers;
    const room = all.talkers.filter(({ roomId }) => roomId === first?.roomId);
    const awake = room.slice(50);
    const elsewhere = all.talkers.filter(({ roomId }) => roomId !== first?.roomId).slice(0, 10);
    const asleep = room.slice(0, 50);
    const chat = all.chats[0];
    if (!chat) throw new Error('there is no chat');

    all.speak({ perSec: 60, speakers: [...awake, ...awake, ...elsewhere], words: LONG_WORDS });
    // A thousand people have just come in; what that took is no matter of slow readers.
    await all.heard(300);
    for (const talker of [...awake, ...elsewhere]) talker.receiptTimes.length = 0;
    const before = residentMiB(chat.pid);
    let most = before;
    for (const talker of asleep) talker.fallAsleep();
    // How much the systems on both sides take for a reader is theirs to say; it is talked until nothing more fits.
    let cut = 0;
    const areCut = async () => {
      most = Math.max(most, residentMiB(chat.pid));
      // A server that has much to do answers the next time.
      cut = await chatFigure(PORTS.chat, 'chat_stomp_connections_closed_total', 'cause="slow"').catch(
        () => cut,
      );
      return cut >= asleep.length;
    };
    await until(areCut, {
      what: 'the sleepers to be cut',
      withinMs: 120_000,
      everyMs: 1000,
      seen: () => cut,
    });
    for (const talker of asleep) talker.wakeUp();
    const times = [...awake, ...elsewhere].flatMap(({ receiptTimes }) => receiptTimes).sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
    expect(p99, 'ms to a RECEIPT, p99').to.be.below(RECEIPT_P99_MS);
    expect(most - before, 'MiB that memory grew by').to.be.below(GROWTH_MIB);
    for (const { breaks } of [...awake, ...elsewhere]) expect(breaks).to.equal(0);
    await until(() => asleep.every(({ breaks }) => breaks > 0), { what: 'the sleepers to see it' });
    await all.allIn({ withinMs: 15_000 * PATIENCE });
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
  });
});
