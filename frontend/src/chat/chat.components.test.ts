import { expect } from 'chai';
import { defineComponent, h, ref } from 'vue';
import { aMessage, aPerson, aRoom, me } from '../../test/chat.js';
import { aSession } from '../../test/factories.js';
import { drawn, mountInApp, until } from '../../test/mount.js';
import { json, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import MessageComposer from './composer/MessageComposer.vue';
import MessageItem from './message/MessageItem.vue';
import OutgoingItem from './message/OutgoingItem.vue';
import { useMessageActs } from './use-message-acts.js';

const names = { people: [], me: me.name, channels: [] };

function composer(more: Record<string, unknown> = {}) {
  const calls: [string, unknown][] = [];
  const listener = (name: string) => (value?: unknown) => void calls.push([name, value]);
  const props = {
    room: aRoom({ id: crypto.randomUUID() }),
    myId: me.id,
    replyTo: null,
    editing: null,
    channels: ['질문'],
    isTouch: false,
    onSend: listener('send'),
    onSave: listener('save'),
    onCancel: listener('cancel'),
    onEditLast: listener('edit-last'),
    onTyped: listener('typed'),
    onStopped: listener('stopped'),
    ...more,
  };
  const wrapper = mountInApp(MessageComposer, { props });
  const box = wrapper.element.parentElement?.querySelector('textarea') as HTMLTextAreaElement;
  const write = async (text: string) => {
    box.value = text;
    box.setSelectionRange(text.length, text.length);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await drawn();
  };
  const press = async (key: string, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    box.dispatchEvent(event);
    await drawn();
    return event;
  };
  return {
    wrapper,
    box,
    write,
    press,
    calls,
    named: (name: string) => calls.filter(([one]) => one === name),
  };
}

describe('the box of a room', () => {
  it('sends by Enter and is empty then', async () => {
    const { wrapper, box, write, press, named } = composer();
    await write('  안녕하세요 ');
    await press('Enter');
    expect(named('send')).to.deep.equal([['send', { text: '안녕하세요', mentions: [], attachments: [] }]]);
    expect(box.value).to.equal('');
    wrapper.unmount();
  });

  it('never sends the half of a syllable', async () => {
    const { wrapper, box, write, press, named } = composer();
    await write('안녕하세ㅇ');
    const ending = await press('Enter', { isComposing: true });
    expect(ending.defaultPrevented).to.equal(false);
    expect(named('send')).to.deep.equal([]);
    expect(box.value).to.equal('안녕하세ㅇ');
    wrapper.unmount();
  });

  it('sends nothing that is empty or too long, and counts towards the end', async () => {
    const { wrapper, write, press, named } = composer();
    await press('Enter');
    await write('가'.repeat(2_001));
    await press('Enter');
    expect(named('send')).to.deep.equal([]);
    expect(wrapper.text()).to.contain('1자를 줄여 주세요');
    wrapper.unmount();
  });

  it('names a channel that is picked by the keyboard', async () => {
    const { wrapper, box, write, press, named } = composer();
    await write('여기는 #질');
    expect(wrapper.find('[role=option]').text()).to.contain('질문');
    await press('Enter');
    expect(box.value).to.equal('여기는 #질문 ');
    expect(named('send')).to.deep.equal([]);
    wrapper.unmount();
  });

  it('takes one’s own message up again, and gives it back changed', async () => {
    const editing = ref<unknown>(null);
    const saved: unknown[] = [];
    const around = defineComponent({
      setup: () => () =>
        h(MessageComposer, {
          room: aRoom(),
          myId: me.id,
          replyTo: null,
          editing: editing.value as never,
          channels: [],
          isTouch: false,
          onSave: (change: unknown) => void saved.push(change),
        }),
    });
    const wrapper = mountInApp(around);
    editing.value = aMessage({ author: me, text: '오타' });
    await drawn();
    const box = wrapper.find('textarea').element;
    expect(box.value).to.equal('오타');
    await wrapper.find('textarea').setValue('고침');
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    expect(saved).to.deep.equal([{ text: '고침', mentions: [] }]);
    wrapper.unmount();
  });

  it('waits in slow mode, and says for how long', async () => {
    const { wrapper, write, press, named } = composer({ room: aRoom({ slowModeSec: 30 }) });
    await write('하나');
    await press('Enter');
    await write('둘');
    await press('Enter');
    expect(named('send').length).to.equal(1);
    expect(wrapper.text()).to.contain('30초 뒤에 보낼 수 있어요');
    wrapper.unmount();
  });

  it('keeps what was begun in a room for when one comes back', async () => {
    const room = aRoom({ id: crypto.randomUUID() });
    const first = composer({ room });
    await first.write('하던 말');
    first.wrapper.unmount();
    const second = composer({ room });
    expect(second.box.value).to.equal('하던 말');
    second.wrapper.unmount();
  });
});

describe('a draft', () => {
  it('names whom it named when one comes back to it, also from changing another message', async () => {
    const room = aRoom({ id: crypto.randomUUID() });
    accessTokens.set(aSession());
    const seojin = aPerson({ name: '윤서진' });
    const members = () => json({ items: [seojin], nextCursor: null });
    const server = serve({ [`GET /rooms/${room.id}/members?limit=9`]: members });
    const begun = composer({ room });
    await begun.write('@');
    await until(() => begun.wrapper.find('[role=option]').exists(), 'the name');
    await begun.press('Enter');
    expect(begun.box.value).to.equal('@윤서진 ');
    begun.wrapper.unmount();
    server.stop();

    const editing = ref<unknown>(null);
    const sent: unknown[] = [];
    const around = defineComponent({
      setup: () => () =>
        h(MessageComposer, {
          ...{ room, myId: me.id, replyTo: null, editing: editing.value as never, channels: [] },
          ...{ isTouch: false, onSend: (draft: unknown) => void sent.push(draft) },
        }),
    });
    const wrapper = mountInApp(around);
    editing.value = aMessage({ author: me, text: '오타' });
    await drawn();
    editing.value = null;
    await drawn();
    const box = wrapper.find('textarea').element;
    expect(box.value).to.equal('@윤서진 ');
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    expect(sent).to.deep.equal([{ text: '@윤서진', mentions: [seojin.id], attachments: [] }]);
    wrapper.unmount();
  });
});

describe('a message', () => {
  const show = (more: Record<string, unknown> = {}) =>
    mountInApp(MessageItem, {
      props: {
        message: aMessage(),
        room: aRoom(),
        myId: me.id,
        isGrouped: false,
        isBlocked: false,
        isFound: false,
        presence: 'offline',
        names,
        dark: false,
        ...more,
      },
    });

  it('is text, whatever it looks like', () => {
    const text = '<img src=x onerror=alert(1)> <script>alert(2)</script>';
    const item = show({ message: aMessage({ text, author: aPerson({ name: '<b>나쁜이</b>' }) }) });
    expect(item.text()).to.contain(text).and.contain('<b>나쁜이</b>');
    expect(item.findAll('img, script, b')).to.deep.equal([]);
    item.unmount();
  });

  it('opens links away from here, without a way back', () => {
    const item = show({ message: aMessage({ text: 'https://a.example/' }) });
    const { href, target, rel } = item.find('a').element;
    expect([href, target]).to.deep.equal(['https://a.example/', '_blank']);
    expect(rel).to.contain('noopener').and.contain('noreferrer');
    item.unmount();
  });

  it('says that it was changed, deleted, or comes from somebody who is blocked', async () => {
    const at = '2026-11-21T10:00:00.000Z';
    const changed = show({ message: aMessage({ editedAt: at }) });
    expect(changed.text()).to.contain('(고침)');
    changed.unmount();
    const deleted = show({ message: aMessage({ text: '', deletedAt: at }) });
    expect(deleted.text()).to.contain('삭제된 메시지예요.');
    deleted.unmount();
    const blocked = show({ isBlocked: true, message: aMessage({ text: '못 볼 말' }) });
    expect(blocked.text()).to.not.contain('못 볼 말');
    await blocked.find('button.min-h-9').trigger('click');
    expect(blocked.text()).to.contain('못 볼 말');
    blocked.unmount();
  });

  it('gives and takes back a reaction by a press', async () => {
    const acts: unknown[] = [];
    const reactions = [{ emoji: '👍', userIds: [me.id] }];
    const item = show({ message: aMessage({ reactions }), onAct: (act: unknown) => void acts.push(act) });
    await item.find('[aria-pressed=true]').trigger('click');
    expect(acts).to.deep.equal([{ type: 'react', emoji: '👍', isOn: false }]);
    item.unmount();
  });
});

describe('a change of a message', () => {
  it('takes nobody’s mention away whose name still stands there', async () => {
    const seojin = aPerson({ name: '윤서진' });
    const sent: unknown[] = [];
    const channel = { send: (_to: string, body: unknown) => Promise.resolve(void sent.push(body)) };
    let acts: ReturnType<typeof useMessageActs> | undefined;
    const page = mountInApp(
      defineComponent({
        setup: () => {
          acts = useMessageActs(aRoom().id, channel, (id) => (id === seojin.id ? seojin.name : undefined));
          return () => null;
        },
      }),
    );
    const message = aMessage({ author: me, text: '@윤서진 안뇽', mentions: [seojin.id] });
    await acts?.edit(message, { text: '@윤서진 안녕', mentions: [] });
    await acts?.edit(message, { text: '안녕', mentions: [] });
    expect(sent).to.deep.equal([
      { messageId: message.id, text: '@윤서진 안녕', mentions: [seojin.id] },
      { messageId: message.id, text: '안녕', mentions: [] },
    ]);
    page.unmount();
  });
});

describe('a message on its way', () => {
  const outgoing = {
    clientId: 'c',
    userId: me.id,
    roomId: 'r',
    text: '갈까요',
    attachments: [],
    mentions: [],
    replyTo: null,
    writtenAt: '2026-11-21T09:00:00.000Z',
    state: 'failed',
    failure: 'room.read_only',
  };

  it('says why it was refused, and can be sent again or thrown away', async () => {
    const calls: string[] = [];
    const item = mountInApp(OutgoingItem, {
      props: {
        outgoing,
        me,
        isGrouped: false,
        names,
        dark: false,
        onResend: () => calls.push('resend'),
        onDiscard: () => calls.push('discard'),
      },
    });
    expect(item.text()).to.contain('보내지 못했어요.');
    const [resend, discard] = item.findAll('button.min-h-9');
    await resend?.trigger('click');
    await discard?.trigger('click');
    expect(calls).to.deep.equal(['resend', 'discard']);
    item.unmount();
  });
});
