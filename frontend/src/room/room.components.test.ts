import type { LessonView } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { ref } from 'vue';
import { LESSON_ID } from '../../test/fake-media.js';
import { drawn, mountInApp } from '../../test/mount.js';
import RoomDock from './dock/Dock.vue';
import RoomEnd from './end/RoomEnd.vue';
import RoomLobby from './lobby/RoomLobby.vue';
import type { LocalDevice, LocalState } from './media/local-media.js';
import FloorBanner from './floor/FloorBanner.vue';
import PersonMenu from './people/PersonMenu.vue';
import ReconnectBanner from './notices/ReconnectBanner.vue';
import PeoplePanel from './people/PeoplePanel.vue';

const lesson = (more: Partial<LessonView> = {}): LessonView => {
  const course = { id: LESSON_ID, title: '한글 서예 입문', instructor: { id: LESSON_ID, name: '김규현' } };
  const base = {
    id: LESSON_ID,
    course,
    title: '가로획과 세로획',
    state: 'live',
    myPart: 'student',
    mayJoin: true,
  };
  return { ...base, mayStart: false, startedAt: null, endedAt: null, ...more } as unknown as LessonView;
};
const device = (more: Partial<LocalDevice> = {}): LocalDevice => {
  return { track: null, on: false, trouble: null, devices: [], chosenId: null, opening: false, ...more };
};
const local = (more: Partial<LocalState> = {}): LocalState => ({
  microphone: device(),
  camera: device(),
  ...more,
});
const on = device({ on: true, track: { id: 't' } as MediaStreamTrack });

function heard() {
  const calls: string[] = [];
  const listener = (name: string) => () => void calls.push(name);
  return { calls, listener };
}

function button(name: string): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>('button, [role=menuitem]')];
  const found = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name);
  if (found === undefined)
    throw new Error(`no button ${name} among ${all.map((one) => one.outerHTML).join('\n')}`);
  return found;
}

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

describe('the people panel', () => {
  const student = { isMe: false, audioOn: true, videoOn: true, sharing: false, part: 'student' };

  it('lets an instructor decide about students, and asks before somebody is removed', async () => {
    const decided: unknown[] = [];
    const people = [
      { ...student, userId: '1', name: '가람', maySpeak: false },
      { ...student, userId: '2', name: '김규현', part: 'instructor', isMe: true, maySpeak: true },
    ];
    const onDecide = (what: string, { userId }: { userId: string }) => void decided.push([what, userId]);
    const panel = mountInApp(PeoplePanel, { props: { people, onDecide } });
    expect(document.querySelectorAll('[aria-haspopup=menu]')).to.have.length(1);
    expect(document.body.textContent).to.contain('듣는 중');
    panel.findComponent(PersonMenu).vm.$emit('grant');
    expect(decided).to.deep.equal([['grant', '1']]);
    panel.findComponent(PersonMenu).vm.$emit('remove');
    await drawn();
    expect(document.querySelector('[role=alertdialog]')?.textContent).to.contain('가람 님을 내보낼까요?');
    expect(decided).to.have.length(1);
    button('수업에서 내보내기').click();
    expect(decided.at(-1)).to.deep.equal(['remove', '1']);
    panel.unmount();
  });

  it('lets somebody back in who was removed', () => {
    const decided: unknown[] = [];
    const onDecide = (what: string, { userId }: { userId: string }) => void decided.push([what, userId]);
    const removed = [{ userId: '9', name: '나리' }];
    const panel = mountInApp(PeoplePanel, { props: { people: [], removed, onDecide } });
    button('다시 들어올 수 있게 하기').click();
    expect(decided).to.deep.equal([['readmit', '9']]);
    panel.unmount();
  });

  it('shows nobody else what can be done', () => {
    const people = [{ ...student, userId: '1', name: '가람', maySpeak: null }];
    const panel = mountInApp(PeoplePanel, { props: { people } });
    expect(document.querySelectorAll('[aria-haspopup=menu]')).to.have.length(0);
    panel.unmount();
  });

  it('lists the instructor first and says whose microphone is off', () => {
    const row = { isMe: false, audioOn: true, videoOn: true, sharing: false, maySpeak: null };
    const people = [
      { ...row, userId: '1', name: '가람', part: 'student', audioOn: false },
      { ...row, userId: '2', name: '김규현', part: 'instructor' },
    ];
    const panel = mountInApp(PeoplePanel, { props: { people } });
    const rows = [...document.querySelectorAll('li')].map((one) => one.textContent);
    expect(rows[0]).to.contain('김규현');
    expect(rows[1]).to.contain('마이크 꺼짐');
    panel.unmount();
  });
});

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

describe('the end of a lesson', () => {
  const end = (state: object, more: Partial<LessonView> = {}) =>
    mountInApp(RoomEnd, {
      props: { lesson: lesson(more), state: { epoch: 1, ...state }, entering: false },
    });

  it('leads the instructor to the attendance', () => {
    const page = end({ phase: 'ended' }, { myPart: 'instructor' });
    expect(document.body.textContent).to.contain('출석 보기');
    page.unmount();
  });

  it('lets one go on here when another device has taken over', () => {
    const page = end({ phase: 'moved' });
    expect(document.body.textContent).to.contain('다른 기기에서 수업을 듣고 있어요');
    button('여기서 계속하기');
    page.unmount();
  });

  it('says why one could not get in', () => {
    const page = end({
      phase: 'failed',
      failure: { kind: 'refused', code: 'lesson.cancelled', requestId: 'abc' },
    });
    expect(document.body.textContent).to.contain('취소된 수업이에요');
    expect(document.body.textContent).to.contain('abc');
    expect(document.body.textContent).to.not.contain('다시 시도');
    page.unmount();
  });
});
