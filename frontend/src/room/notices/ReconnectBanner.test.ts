import { expect } from 'chai';
import { mountInApp } from '../../../test/mount.js';
import { button, heard } from '../../../test/room-fixtures.js';
import ReconnectBanner from './ReconnectBanner.vue';

describe('the reconnect banner', () => {
  it('tells the loss aloud once, and offers to try now', () => {
    const { calls, listener } = heard();
    const notice = { kind: 'reconnecting', seconds: 7, attempt: 1, canTryNow: true };
    const banner = mountInApp(ReconnectBanner, { props: { notice, onTryNow: listener('try') } });
    expect(document.querySelector('[role=alert]')?.textContent).to.not.contain('7');
    expect(document.body.textContent).to.contain('다시 연결 중… 7초');
    button('지금 시도').click();
    expect(calls).to.deep.equal(['try']);
    banner.unmount();
  });
});
