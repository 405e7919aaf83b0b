import { expect } from 'chai';
import { mountInApp } from '../../../test/mount.js';
import { button, heard } from '../../../test/room-fixtures.js';
import FloorBanner from './FloorBanner.vue';

describe('the banner of the floor', () => {
  it('offers to turn the microphone on, and never does so itself', () => {
    const { calls, listener } = heard();
    const banner = mountInApp(FloorBanner, {
      props: { news: 'granted', onMicrophone: listener('microphone'), onDismiss: listener('dismiss') },
    });
    expect(document.querySelector('[role=alert]')?.textContent).to.contain('이제 말할 수 있어요');
    expect(calls).to.deep.equal([]);
    button('마이크 켜고 말하기').click();
    expect(calls).to.deep.equal(['microphone']);
    banner.unmount();
  });

  it('says that the floor was taken', () => {
    const banner = mountInApp(FloorBanner, { props: { news: 'revoked' } });
    expect(document.body.textContent).to.contain('마이크와 카메라를 껐어요');
    expect(document.body.textContent).to.not.contain('마이크 켜고');
    banner.unmount();
  });
});
