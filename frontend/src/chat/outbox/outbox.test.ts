import { expect } from 'chai';
import fc from 'fast-check';
import { shallowRef } from 'vue';
import { aMessage, me } from '../../../test/chat.js';
import '../../../test/indexed-db.js';
import { until } from '../../../test/mount.js';
import { ApiError } from '../../shared/errors.js';
import type { ChannelState } from '../../shared/live-channel/index.js';
import { newId } from '../../shared/new-id.js';
import { BrowserOutboxStore } from './outbox-store.js';
import { Outbox } from './outbox.js';
import { inOrder, notArrived } from './outbox.rules.js';

const ROOM = '01932f00-0000-7000-8000-000000000030';
const OTHER_ROOM = '01932f00-0000-7000-8000-000000000031';
const draft = (text: string, roomId = ROOM) => ({
  roomId,
  text,
  attachments: [],
  mentions: [],
  replyTo: null,
});

type Answer = () => Promise<void>;
interface Sent {
  readonly destination: string;
  readonly body: { clientId: string; text: string };
}

/** A connection whose answers the test decides. */
function aChannel(phase: ChannelState['phase'] = 'open') {
  const state = shallowRef({ phase } as ChannelState);
  const sent: Sent[] = [];
  const channel = {
    state,
    sent,
    answer: (() => Promise.resolve()) as Answer,
    send: (destination: string, body: unknown) => {
      sent.push({ destination, body: body as Sent['body'] });
      return channel.answer();
    },
  };
  return channel;
}

function anOutbox(channel: ReturnType<typeof aChannel>, userId = newId()) {
  const waits: (() => void)[] = [];
  const outbox = new Outbox({
    userId,
    store: new BrowserOutboxStore(),
    channel,
    newId,
    now: () => new Date(),
    wait: () => new Promise((resolve) => waits.push(resolve)),
  });
  return { outbox, waits, userId };
}

const states = ({ outgoing }: Outbox) => outgoing.value.map(({ text, state }) => `${text} ${state}`);

describe('the outbox', () => {
  it('shows a message at once, and as sent when the server has it', async () => {
    const channel = aChannel();
    let answer: () => void = () => undefined;
    channel.answer = () => new Promise((resolve) => (answer = resolve));
    const { outbox } = anOutbox(channel);
    outbox.add(draft('안녕하세요'));
    expect(states(outbox)).to.deep.equal(['안녕하세요 sending']);
    answer();
    await until(() => states(outbox)[0] === '안녕하세요 sent', 'the receipt');
    expect(channel.sent[0]?.destination).to.equal(`/app/rooms.${ROOM}.send`);
  });

  it('keeps what was not sent, and sends it under the same id after a reload', async () => {
    const offline = aChannel('waiting');
    const before = anOutbox(offline);
    const { clientId } = before.outbox.add(draft('아직'));
    const store = new BrowserOutboxStore();
    let kept = 0;
    await until(() => {
      void store.all(before.userId).then((all) => (kept = all.length));
      return kept === 1;
    }, 'the disk');

    const channel = aChannel();
    const after = anOutbox(channel, before.userId);
    await after.outbox.restore();
    await until(() => states(after.outbox)[0] === '아직 sent', 'the receipt');
    expect(channel.sent.map(({ body }) => body.clientId)).to.deep.equal([clientId]);
    await until(() => {
      void store.all(before.userId).then((all) => (kept = all.length));
      return kept === 0;
    }, 'an empty outbox');
  });

  it('tries again by itself what may pass, and shows what was refused', async () => {
    const channel = aChannel();
    const { outbox, waits } = anOutbox(channel);
    channel.answer = () => Promise.reject(new ApiError('chat.unavailable', { status: 503 }));
    outbox.add(draft('하나'));
    await until(() => waits.length === 1, 'the pause');
    expect(states(outbox)).to.deep.equal(['하나 sending']);
    channel.answer = () => Promise.reject(new ApiError('room.read_only', { status: 403 }));
    waits[0]?.();
    await until(() => states(outbox)[0] === '하나 failed', 'the refusal');
    expect(outbox.outgoing.value[0]?.failure).to.equal('room.read_only');

    channel.answer = () => Promise.resolve();
    outbox.resend(outbox.outgoing.value[0]?.clientId ?? '');
    await until(() => states(outbox)[0] === '하나 sent', 'the second try');
    expect(new Set(channel.sent.map(({ body }) => body.clientId)).size).to.equal(1);
  });

  it('sends in the order of writing, each room for itself', async () => {
    const channel = aChannel();
    const answers: (() => void)[] = [];
    channel.answer = () => new Promise((resolve) => answers.push(resolve));
    const { outbox } = anOutbox(channel);
    outbox.add(draft('1'));
    outbox.add(draft('2'));
    outbox.add(draft('다른 방', OTHER_ROOM));
    expect(channel.sent.map(({ body }) => body.text)).to.deep.equal(['1', '다른 방']);
    answers[0]?.();
    await until(() => channel.sent.length === 3, 'the next one');
    expect(channel.sent.at(-1)?.body.text).to.equal('2');
  });

  it('lets go of what came back in its place, or was thrown away', () => {
    const { outbox } = anOutbox(aChannel('waiting'));
    const first = outbox.add(draft('1'));
    const second = outbox.add(draft('2'));
    outbox.arrived(first.clientId);
    outbox.discard(second.clientId);
    expect(states(outbox)).to.deep.equal([]);
  });

  it('lets go of what the server has when its room is read anew', async () => {
    const channel = aChannel();
    const { outbox } = anOutbox(channel);
    outbox.add(draft('여기'));
    outbox.add(draft('저기', OTHER_ROOM));
    await until(() => states(outbox).join() === '여기 sent,저기 sent', 'the receipts');
    channel.state.value = { phase: 'waiting', lostAtMs: null, retryAtMs: 0 };
    outbox.add(draft('아직'));
    outbox.readAnew(ROOM);
    expect(states(outbox)).to.deep.equal(['저기 sent', '아직 sending']);
  });

  it('never shows a message both on its way and arrived', () => {
    const outgoing = [1, 2, 3].map((n) => ({
      ...draft(String(n)),
      clientId: aMessage({ seq: n }).clientId,
      userId: me.id,
      writtenAt: new Date(n).toISOString(),
      state: 'sending' as const,
      failure: null,
    }));
    fc.assert(
      fc.property(fc.subarray([1, 2, 3]), fc.shuffledSubarray(outgoing), (arrived, onTheirWay) => {
        const messages = arrived.map((seq) => aMessage({ seq, author: me }));
        const shown = [
          ...messages.map(({ clientId }) => clientId),
          ...notArrived(onTheirWay, messages).map(({ clientId }) => clientId),
        ];
        expect(new Set(shown).size).to.equal(shown.length);
        expect(inOrder(onTheirWay)).to.deep.equal(outgoing.filter((one) => onTheirWay.includes(one)));
      }),
    );
  });
});
