import { expect } from 'chai';
import fc from 'fast-check';
import { NoticeLog } from './notice-log.js';

const notice = (text: string) => ({ frame: Buffer.from(text), announces: null });
const texts = (log: NoticeLog) => log.list().map(({ frame }) => frame.toString());

describe('NoticeLog', () => {
  it('keeps what was not acknowledged', () => {
    const log = new NoticeLog();
    for (const text of ['a', 'b', 'c']) log.push(notice(text));
    log.acknowledge(2);
    expect(texts(log)).to.deep.equal(['c']);
    log.acknowledge(1);
    log.acknowledge(Number.NaN);
    expect(texts(log)).to.deep.equal(['c']);
    log.acknowledge(99);
    expect(log.isEmpty).to.equal(true);
  });

  it('says when it had to throw something away, until the client has it all the same', () => {
    const log = new NoticeLog();
    for (let i = 0; i < 2001; i += 1) log.push(notice(String(i)));
    expect(log.hasGap).to.equal(true);
    expect(log.list()).to.have.length(2000);
    log.acknowledge(2001);
    expect(log.hasGap).to.equal(false);
  });

  it('is what a plain list would be', () => {
    const acts = fc.array(fc.oneof(fc.constant('push' as const), fc.integer({ min: -5, max: 60 })), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(acts, (all) => {
        const log = new NoticeLog();
        let model: number[] = [];
        let last = 0;
        for (const act of all) {
          if (act === 'push') {
            last += 1;
            model.push(last);
            log.push(notice(String(last)));
          } else {
            model = model.filter((position) => position > act);
            log.acknowledge(act);
          }
        }
        expect(texts(log)).to.deep.equal(model.map(String));
        expect(log.lastPosition).to.equal(last);
      }),
    );
  });
});
