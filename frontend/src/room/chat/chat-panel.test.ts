import { expect } from 'chai';
import { computed, ref } from 'vue';
import { drawn, mountInApp } from '../../../test/mount.js';
import { ApiError } from '../../shared/errors.js';
import Dock from '../dock/Dock.vue';
import type { LocalDevice } from '../media/local-media.js';
import ChatPanel from './ChatPanel.vue';
import type { LessonChat } from './use-lesson-chat.js';

const away = (more: object = {}) =>
  ({
    room: computed(() => undefined),
    unread: computed(() => 0),
    error: ref(new ApiError('chat.unavailable', { status: 503 })),
    isFetching: ref(false),
    refetch: () => Promise.resolve(),
    ...more,
  }) as unknown as LessonChat;

const device = { track: null, on: false, opening: false } as unknown as LocalDevice;
const dock = (more: object) =>
  mountInApp(Dock, {
    props: {
      microphone: device,
      camera: device,
      share: 'off',
      canShare: true,
      mode: 'grid',
      panel: null,
      peopleCount: 2,
      part: 'student',
      maySpeak: true,
      ending: false,
      ...more,
    },
  });

describe('the chat of a lesson', () => {
  it('fails on its own, and can be asked for again', async () => {
    let asked = 0;
    const refetch = () => Promise.resolve((asked += 1));
    const panel = mountInApp(ChatPanel, { props: { chat: away({ refetch }) } });
    await drawn();
    expect(panel.text()).to.contain('이 수업의 대화를 열지 못했어요');
    await panel.find('[role=alert] button').trigger('click');
    expect(asked).to.equal(1);
    panel.unmount();
  });

  it('closes by Esc, but for the Esc of a syllable that is composed', () => {
    let closed = 0;
    const panel = mountInApp(ChatPanel, { props: { chat: away(), onClose: () => (closed += 1) } });
    const press = (more: KeyboardEventInit) =>
      panel.find('aside').element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', ...more }));
    press({ isComposing: true });
    expect(closed).to.equal(0);
    press({});
    expect(closed).to.equal(1);
    panel.unmount();
  });

  it('has a button in the dock that says how much is unread', () => {
    const some = dock({ unread: 3 });
    expect(some.find('[aria-label="대화 열기 (새 메시지 3개)"]').exists()).to.equal(true);
    some.unmount();
    const many = dock({ unread: 120 });
    expect(many.text()).to.contain('99+');
    many.unmount();
    const open = dock({ panel: 'chat', unread: 0 });
    expect(open.find('[aria-label="대화 닫기"]').attributes('aria-pressed')).to.equal('true');
    open.unmount();
  });
});
