import type { MessageView } from '@seodang/contracts/chat';
import { expect } from 'chai';
import { defineComponent, shallowRef } from 'vue';
import { aMessage, me } from '../../../test/chat.js';
import { mountInApp, until } from '../../../test/mount.js';
import { ApiError } from '../../shared/errors.js';
import type { ChannelState, LiveReader } from '../../shared/live-channel/index.js';
import type { Outgoing } from '../outbox/outbox.rules.js';
import { Outbox } from '../outbox/outbox.js';
import { useRoomTimeline } from './use-room-timeline.js';

const ROOM = '01932f00-0000-7000-8000-000000000030';

/** A room of which one reads the history, over a connection that gives no receipts. */
function open(messages: MessageView[], { newest = () => messages.length } = {}) {
  const readers: LiveReader[] = [];
  const channel = {
    state: shallowRef<ChannelState>({ phase: 'open' }),
    subscribe: (_destination: string, reader: LiveReader) => {
      readers.push(reader);
      return () => undefined;
    },
    send: () => new Promise<void>(() => undefined),
    tell: () => undefined,
  };
  const kept = new Map<string, Outgoing>();
  const outbox = new Outbox({
    ...{ userId: me.id, channel, newId: () => crypto.randomUUID(), now: () => new Date() },
    store: {
      all: () => Promise.resolve([...kept.values()]),
      put: (one) => Promise.resolve(void kept.set(one.clientId, one)),
      remove: (clientId) => Promise.resolve(void kept.delete(clientId)),
    },
    wait: () => Promise.resolve(),
  });
  const api = {
    history: (_room: string, { after = 0 }: { after?: number }) =>
      Promise.resolve({ items: messages.filter(({ seq }) => seq > after), lastSeq: newest() }),
    changes: () => Promise.resolve({ items: [], until: '2026-11-21T13:00:00.000Z', isComplete: true }),
  };
  let timeline: ReturnType<typeof useRoomTimeline> | undefined;
  const page = mountInApp(
    defineComponent({
      setup: () => {
        const given = { channel, outbox, api } as unknown as Pick<
          Parameters<typeof useRoomTimeline>[0],
          'api'
        >;
        timeline = useRoomTimeline({ roomId: ROOM, me, readSeq: null, ...given });
        return () => null;
      },
    }),
  );
  if (timeline === undefined) throw new Error('it was not set up');
  const live = () => {
    for (const reader of readers) reader.onLive?.();
  };
  return { page, outbox, kept, timeline, live };
}

describe('the timeline of a room', () => {
  it('shows a message on its way once, and has done with it when it comes with a page of history', async () => {
    const messages: MessageView[] = [aMessage({ seq: 1 })];
    const { page, outbox, kept, timeline, live } = open(messages);
    await until(() => timeline.messages.value.length === 1, 'the history');
    const { clientId } = outbox.add({
      roomId: ROOM,
      text: '나',
      attachments: [],
      mentions: [],
      replyTo: null,
    });
    await until(
      () => timeline.rows.value.at(-1)?.kind === 'outgoing' && kept.size === 1,
      'what is on its way',
    );
    messages.push(aMessage({ seq: 2, author: me, clientId, text: '나' }));
    live();
    await until(() => timeline.messages.value.length === 2, 'the next page');
    const said = timeline.rows.value.map(({ kind }) => kind).filter((kind) => kind !== 'day');
    expect(said).to.deep.equal(['message', 'message']);
    await until(() => outbox.outgoing.value.length === 0 && kept.size === 0, 'an empty outbox');
    page.unmount();
  });

  it('shows what is on its way behind the newest, and behind what there is when the newest cannot be had', async () => {
    const { page, outbox, timeline } = open([aMessage({ seq: 1 })], { newest: () => 90 });
    await until(() => timeline.messages.value.length === 1, 'the history');
    outbox.add({ roomId: ROOM, text: '나', attachments: [], mentions: [], replyTo: null });
    expect(timeline.rows.value.at(-1)?.kind).to.equal('message');
    timeline.feed.failure.value = new ApiError('client.unreachable');
    expect(timeline.rows.value.at(-1)?.kind).to.equal('outgoing');
    page.unmount();
  });
});
