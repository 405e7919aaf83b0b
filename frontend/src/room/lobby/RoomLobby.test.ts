import { expect } from 'chai';
import { drawn, mountInApp } from '../../../test/mount.js';
import { button, device, heard, lesson, local } from '../../../test/room-fixtures.js';
import RoomLobby from './RoomLobby.vue';

describe('the lobby', () => {
  const props = {
    lesson: lesson(),
    name: '김영준',
    local: local(),
    entering: false,
    starting: false,
    inside: [],
    entry: 'camera',
    network: { kind: 'reached', rttMs: 12 },
    consent: true,
  };
  const enterKey = () =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));

  it('goes in by the button and by Enter', () => {
    const { calls, listener } = heard();
    const lobby = mountInApp(RoomLobby, { props: { ...props, onEnter: listener('enter') } });
    button('입장하기').click();
    enterKey();
    expect(calls).to.deep.equal(['enter', 'enter']);
    lobby.unmount();
  });

  it('waits for the teacher of a lesson that has not begun', () => {
    const { calls, listener } = heard();
    const early = {
      ...props,
      lesson: lesson({ state: 'scheduled', mayJoin: false }),
      onEnter: listener('enter'),
    };
    const lobby = mountInApp(RoomLobby, { props: early });
    enterKey();
    expect(calls).to.deep.equal([]);
    expect(document.body.textContent).to.contain('선생님을 기다리고 있어요');
    lobby.unmount();
  });

  it('lets the instructor start it', () => {
    const { calls, listener } = heard();
    const mine = lesson({ state: 'scheduled', mayJoin: false, mayStart: true, myPart: 'instructor' });
    const lobby = mountInApp(RoomLobby, {
      props: { ...props, lesson: mine, onStart: listener('start') },
    });
    button('수업 시작하고 입장하기').click();
    expect(calls).to.deep.equal(['start']);
    lobby.unmount();
  });

  it('says what is the matter with the devices, and that one can come in to listen', () => {
    const blocked = local({
      microphone: device({ trouble: 'denied' }),
      camera: device({ trouble: 'denied' }),
    });
    const lobby = mountInApp(RoomLobby, { props: { ...props, local: blocked }, locale: 'en' });
    expect(document.querySelector('ol')?.textContent).to.contain('Camera and microphone are blocked');
    expect(document.body.textContent).to.contain('to watch and listen');
    expect(button('Enter').hasAttribute('disabled')).to.equal(false);
    lobby.unmount();
  });
});

describe('the consent of the lobby', () => {
  const props = {
    lesson: lesson(),
    name: '김영준',
    local: local(),
    entry: 'listen',
    network: { kind: 'measuring' },
    consent: false,
    entering: false,
    starting: false,
    inside: [],
  };

  it('is asked for with an unticked box, and nobody goes in without it', async () => {
    const entered: unknown[] = [];
    const onEnter = (agreed: boolean) => void entered.push(agreed);
    const lobby = mountInApp(RoomLobby, { props: { ...props, onEnter } });
    const box = document.querySelector<HTMLInputElement>('input[type=checkbox]');
    expect(box?.checked).to.equal(false);
    button('입장하기').click();
    await drawn();
    expect(entered).to.deep.equal([]);
    expect(document.querySelector('[role=alert]')?.textContent).to.contain('먼저 동의');
    box?.click();
    await drawn();
    button('입장하기').click();
    expect(entered).to.deep.equal([true]);
    lobby.unmount();
  });

  it('is not asked for again', () => {
    const lobby = mountInApp(RoomLobby, { props: { ...props, consent: true } });
    expect(document.querySelector('input[type=checkbox]')).to.equal(null);
    lobby.unmount();
  });
});
