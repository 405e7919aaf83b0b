import { expect } from 'chai';
import { ref } from 'vue';
import { drawn, mountInApp } from '../../../test/mount.js';
import { button, device, heard, on } from '../../../test/room-fixtures.js';
import RoomDock from './Dock.vue';

describe('the dock', () => {
  const props = {
    microphone: on,
    camera: device(),
    share: 'off',
    canShare: true,
    mode: 'grid',
    panel: null,
    peopleCount: 3,
    part: 'student',
    maySpeak: true,
    ending: false,
  };

  it('names each button by what a press will do, and tells its state', () => {
    const dock = mountInApp(RoomDock, { props: props });
    expect(button('마이크 끄기').getAttribute('aria-pressed')).to.equal('true');
    expect(button('카메라 켜기').getAttribute('aria-pressed')).to.equal('false');
    expect(button('함께 있는 사람 보기 (3명)').getAttribute('aria-pressed')).to.equal('false');
    dock.unmount();
  });

  it('lets a student leave with one press', () => {
    const { calls, listener } = heard();
    const dock = mountInApp(RoomDock, { props: { ...props, onLeave: listener('leave') } });
    button('나가기').click();
    expect(calls).to.deep.equal(['leave']);
    dock.unmount();
  });

  it('asks an instructor before it ends the lesson for all', async () => {
    const { calls, listener } = heard();
    const confirming = ref(true);
    const teacher = { ...props, part: 'instructor', confirming: confirming.value, onEnd: listener('end') };
    const dock = mountInApp(RoomDock, { props: teacher });
    await drawn();
    expect(document.querySelector('[role=alertdialog]')?.textContent).to.contain('수업을 끝낼까요?');
    expect(calls).to.deep.equal([]);
    button('모두의 수업 끝내기').click();
    expect(calls).to.deep.equal(['end']);
    dock.unmount();
  });

  it('keeps tools that send from who does not have the floor, and says why', () => {
    const { calls, listener } = heard();
    const silent = { ...props, microphone: device(), maySpeak: false, onMicrophone: listener('microphone') };
    const dock = mountInApp(RoomDock, { props: silent });
    const microphone = button('마이크 (발언 허용을 받으면 쓸 수 있어요)');
    microphone.click();
    expect(microphone.hasAttribute('disabled')).to.equal(true);
    expect(calls).to.deep.equal([]);
    dock.unmount();
  });

  it('offers no screen sharing where the browser cannot do it', () => {
    const dock = mountInApp(RoomDock, { props: { ...props, canShare: false } });
    expect(document.body.innerHTML).to.not.contain('화면 공유하기');
    dock.unmount();
  });
});
