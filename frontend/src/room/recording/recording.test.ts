import { RECORDING_CONSENT_VERSION } from '@seodang/contracts/recording-consent';
import { expect } from 'chai';
import { aSession } from '../../../test/factories.js';
import { mountInApp, until } from '../../../test/mount.js';
import { button, device, heard, lesson, local } from '../../../test/room-fixtures.js';
import { json, serve } from '../../../test/server.js';
import { accessTokens } from '../../shared/access-tokens.js';
import RoomLobby from '../lobby/RoomLobby.vue';
import RecordingControl from './RecordingControl.vue';

/** Of twelve minutes and a half. */
let running = { startedAt: '' };

/** The badge that can be pressed to do so. */
function badge(deed: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`button[title="${deed}"]`);
  if (found === null) throw new Error(`no badge to ${deed}`);
  return found;
}

describe('the badge of a recording', () => {
  before(() => {
    accessTokens.set(aSession());
  });
  beforeEach(() => {
    running = { startedAt: new Date(Date.now() - 750_000).toISOString() };
  });
  after(() => {
    accessTokens.set(null);
  });

  it('is there for everybody, and a button for the instructor only', () => {
    const student = mountInApp(RecordingControl, {
      props: { lessonId: 'x', running, mayRecord: false, mayWithdraw: false },
    });
    expect(document.body.textContent).to.contain('REC');
    expect(document.querySelector('[role=timer]')?.textContent.trim()).to.match(/^12:3\d$/);
    expect(document.querySelector('button')).to.equal(null);
    student.unmount();
    const teacher = mountInApp(RecordingControl, {
      props: { lessonId: 'x', running, mayRecord: true, mayWithdraw: false },
    });
    expect(badge('녹화 마치기').textContent).to.match(/녹화 중\s*REC\s*12:3\d\s*녹화 마치기/);
    teacher.unmount();
  });

  it('takes back the agreement of who is recorded', async () => {
    const said = { version: RECORDING_CONSENT_VERSION, agrees: false, at: running.startedAt };
    const network = serve({ 'PUT /lessons/x/recording-consent': () => json(said) });
    const { calls, listener } = heard();
    const props = { lessonId: 'x', running, mayRecord: false, mayWithdraw: true };
    const student = mountInApp(RecordingControl, { props: { ...props, onWithdrew: listener('withdrew') } });
    badge('녹화 동의 철회하기').click();
    const confirm = () => document.querySelector<HTMLElement>('[role=alertdialog] [type=submit]');
    await until(() => confirm() !== null, 'the question');
    confirm()?.click();
    await until(() => calls.length > 0, 'the answer');
    expect(network.asked.map(({ body }) => body)).to.deep.equal([
      { version: RECORDING_CONSENT_VERSION, agrees: false },
    ]);
    student.unmount();
    network.stop();
  });

  it('begins with one press of the instructor', async () => {
    const network = serve({ 'POST /lessons/x/recording': () => json({}, 201) });
    const props = { lessonId: 'x', running: null, mayRecord: true, mayWithdraw: false };
    const teacher = mountInApp(RecordingControl, { props });
    button('녹화 시작').click();
    await until(() => network.asked.length === 1, 'the recording');
    expect(document.querySelector('[role=alertdialog]')).to.equal(null);
    teacher.unmount();
    network.stop();
  });

  it('marks a chapter for the instructor, once for a press', async () => {
    const marked = { id: 'm', at: new Date(Date.parse(running.startedAt) + 65_000).toISOString() };
    const item = { ...marked, offsetMs: null, kind: 'mark', person: null, label: '' };
    const network = serve({ 'POST /lessons/x/marks': () => json(item, 201) });
    const times: unknown[] = [];
    const props = { lessonId: 'x', running, mayRecord: true, mayWithdraw: false };
    const onMarked = (time: unknown) => times.push(time);
    const teacher = mountInApp(RecordingControl, { props: { ...props, onMarked } });
    button('여기서 챕터 시작하기').click();
    button('여기서 챕터 시작하기').click();
    await until(() => times.length > 0, 'the mark');
    expect(times).to.deep.equal(['1:05']);
    expect(network.asked).to.have.length(1);
    teacher.unmount();
    network.stop();
  });

  it('is not there while nothing is recorded', () => {
    const student = mountInApp(RecordingControl, {
      props: { lessonId: 'x', running: null, mayRecord: false, mayWithdraw: false },
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

  it('gives way to what the button means, for the instructor', () => {
    const page = mountInApp(RoomLobby, {
      props: { ...props, lesson: lesson({ isRecorded: true, myPart: 'instructor' }) },
    });
    expect(page.text()).to.contain('녹화되는 데 동의하는 것이 돼요');
    page.unmount();
  });
});
