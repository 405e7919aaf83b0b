import { expect } from 'chai';
import { mountInApp } from '../../../test/mount.js';
import { button, device, lesson, local } from '../../../test/room-fixtures.js';
import RoomLobby from '../lobby/RoomLobby.vue';
import RecordingControl from './RecordingControl.vue';

const running = { startedAt: new Date(Date.now() - 754_000).toISOString() };

describe('the badge of a recording', () => {
  it('is there for everybody, and a button for the instructor only', () => {
    const student = mountInApp(RecordingControl, { props: { lessonId: 'x', running, mayRecord: false } });
    expect(document.body.textContent).to.contain('REC');
    expect(document.querySelector('[role=timer]')?.textContent.trim()).to.match(/^12:3\d$/);
    expect(document.querySelector('button')).to.equal(null);
    student.unmount();
    const teacher = mountInApp(RecordingControl, { props: { lessonId: 'x', running, mayRecord: true } });
    button('녹화 마치기').click();
    teacher.unmount();
  });

  it('is not there while nothing is recorded', () => {
    const student = mountInApp(RecordingControl, {
      props: { lessonId: 'x', running: null, mayRecord: false },
    });
    expect(document.querySelector('[data-recording]')).to.equal(null);
    expect(document.querySelector('button')).to.equal(null);
    student.unmount();
  });
});

describe('the question of the lobby', () => {
  const props = {
    lesson: lesson({ isRecorded: true, agreesToRecording: null, maySpeak: false }),
    name: '김영준',
    local: local({ microphone: device() }),
    entering: false,
    starting: false,
    inside: [],
    entry: 'listen',
    network: { kind: 'reached', rttMs: 12 },
    consent: true,
  };
  const box = () => document.querySelector<HTMLInputElement>('input[type=checkbox]');

  function enterWith(more: object, tick: boolean) {
    const said: unknown[] = [];
    const lobby = mountInApp(RoomLobby, {
      props: {
        ...props,
        ...more,
        onEnter: (_agreed: boolean, toRecording: unknown) => said.push(toRecording),
      },
    });
    if (tick) box()?.click();
    button('입장하기').click();
    lobby.unmount();
    return said;
  }

  it('is never answered beforehand: without a tick one goes in to listen', () => {
    expect(enterWith({}, false)).to.deep.equal([false]);
    expect(enterWith({}, true)).to.deep.equal([true]);
  });

  it('stands as it was answered here before', () => {
    const agreed = { lesson: lesson({ isRecorded: true, agreesToRecording: true }) };
    expect(enterWith(agreed, false)).to.deep.equal([true]);
    expect(enterWith(agreed, true)).to.deep.equal([false]);
  });

  it('is not asked of the instructor, nor where nothing is recorded', () => {
    expect(enterWith({ lesson: lesson({ isRecorded: false }) }, false)).to.deep.equal([null]);
    const mine = { lesson: lesson({ isRecorded: true, myPart: 'instructor' }) };
    expect(enterWith(mine, false)).to.deep.equal([null]);
    expect(box()).to.equal(null);
  });
});
