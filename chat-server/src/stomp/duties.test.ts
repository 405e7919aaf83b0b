import { expect } from 'chai';
import { CLOSE } from './stomp-error.js';
import { expectError, receiptsOf, Talk } from './test/talk.js';

describe('duties of a STOMP server: subscriptions', () => {
  it('writes the subscription, a message id and the destination into each MESSAGE', async () => {
    const talk = await Talk.connected();
    await talk.say('SUBSCRIBE\nid:s:1\ndestination:/x\n\n\0');
    expect(talk.hear('s:1', { id: 'm1', body: '"가"' })).to.equal(
      'MESSAGE\nsubscription:s\\c1\nmessage-id:m1\ndestination:/x\ncontent-type:application/json\ncontent-length:5\n\n"가"\0',
    );
  });

  it('needs an id and a destination', async () => {
    for (const frame of [
      'SUBSCRIBE\nid:1\n\n\0',
      'SUBSCRIBE\ndestination:/x\n\n\0',
      'UNSUBSCRIBE\n\n\0',
      'SEND\n\nhi\0',
    ]) {
      const talk = await Talk.connected();
      await talk.say(frame);
      expectError(talk, CLOSE.protocolError);
    }
  });

  it('refuses an id in use, and knows it again after UNSUBSCRIBE', async () => {
    const talk = await Talk.connected();
    await talk.say(
      'SUBSCRIBE\nid:1\ndestination:/x\n\n\0UNSUBSCRIBE\nid:1\n\n\0SUBSCRIBE\nid:1\ndestination:/y\n\n\0',
    );
    expect(talk.subscription('1').destination).to.equal('/y');
    await talk.say('SUBSCRIBE\nid:1\ndestination:/x\nreceipt:dup\n\n\0');
    expectError(talk, CLOSE.protocolError);
    expect(talk.said[0]).to.contain('\nreceipt-id:dup\n');
  });

  it('ends those with too many, an ack mode or a selector nobody knows, or a foreign destination', async () => {
    const many = [0, 1, 2, 3, 4, 5].map((n) => `SUBSCRIBE\nid:${n}\ndestination:/x\n\n\0`).join('');
    for (const [frames, code] of [
      [many, CLOSE.policy],
      ['SUBSCRIBE\nid:1\ndestination:/x\nack:sometimes\n\n\0', CLOSE.protocolError],
      ["SUBSCRIBE\nid:1\ndestination:/x\nselector:a = 'b'\n\n\0", CLOSE.protocolError],
      ['SUBSCRIBE\nid:1\ndestination:x\n\n\0', CLOSE.policy],
    ] as const) {
      const talk = await Talk.connected();
      await talk.say(frames);
      expectError(talk, code);
    }
  });

  it('lets the destination stand for the id in 1.0', async () => {
    const talk = await Talk.connected('login:x');
    await talk.say('SUBSCRIBE\ndestination:/x\n\n\0');
    expect(talk.subscription('/x').wireId).to.equal('/x');
    await talk.say('UNSUBSCRIBE\ndestination:/x\n\n\0');
    expect(talk.session.subscriptions.size).to.equal(0);
  });

  it('says nothing of an UNSUBSCRIBE for a subscription that was refused', async () => {
    const talk = await Talk.connected();
    talk.onSubscribe = () => Promise.reject(new Error('no'));
    await talk.say('SUBSCRIBE\nid:1\ndestination:/x\nreceipt:a\n\n\0');
    await talk.say('UNSUBSCRIBE\nid:1\nreceipt:b\n\n\0');
    expect(talk.refusals).to.deep.equal(['a: Error: no']);
    expect(receiptsOf(talk)).to.deep.equal(['b']);
  });
});

describe('duties of a STOMP server: acknowledging', () => {
  const ackOf = (message: string): string => /\nack:(.*)\n/.exec(message)?.[1] ?? '';

  async function reading(mode: string, headers = 'accept-version:1.2'): Promise<Talk> {
    const talk = await Talk.connected(headers);
    await talk.say(`SUBSCRIBE\nid:s\ndestination:/x\nack:${mode}\n\n\0`);
    return talk;
  }

  it('has no ack header in mode auto', async () => {
    const talk = await reading('auto');
    expect(talk.hear('s', { id: 'm' })).to.not.contain('\nack:');
  });

  it('settles one by one in mode client-individual, with ACK or NACK, each once', async () => {
    const talk = await reading('client-individual');
    const [first, second] = ['m1', 'm2'].map((id) => ackOf(talk.hear('s', { id })));
    await talk.say(`ACK\nid:${second ?? ''}\nreceipt:1\n\n\0NACK\nid:${first ?? ''}\nreceipt:2\n\n\0`);
    expect(receiptsOf(talk)).to.deep.equal(['1', '2']);
    talk.said.length = 0;
    await talk.say(`ACK\nid:${second ?? ''}\n\n\0`);
    expectError(talk, CLOSE.protocolError);
  });

  it('settles all before in mode client', async () => {
    const talk = await reading('client');
    const acks = ['m1', 'm2', 'm3'].map((id) => ackOf(talk.hear('s', { id })));
    await talk.say(`ACK\nid:${acks[1] ?? ''}\n\n\0ACK\nid:${acks[2] ?? ''}\nreceipt:ok\n\n\0`);
    expect(receiptsOf(talk)).to.deep.equal(['ok']);
    talk.said.length = 0;
    await talk.say(`ACK\nid:${acks[0] ?? ''}\n\n\0`);
    expectError(talk, CLOSE.protocolError);
  });

  it('names messages by message-id and subscription in 1.1, by message-id in 1.0', async () => {
    const newer = await reading('client', 'accept-version:1.1');
    newer.hear('s', { id: 'm1' });
    await newer.say('ACK\nmessage-id:m1\nsubscription:s\nreceipt:ok\n\n\0');
    expect(receiptsOf(newer)).to.deep.equal(['ok']);
    const older = await reading('client', 'login:x');
    older.hear('s', { id: 'm1' });
    await older.say('ACK\nmessage-id:m1\nreceipt:ok\n\n\0');
    expect(receiptsOf(older)).to.deep.equal(['ok']);
    older.said.length = 0;
    await older.say('NACK\nmessage-id:m1\n\n\0');
    expectError(older, CLOSE.protocolError);
  });

  it('gives up a client that never acknowledges', async () => {
    const talk = await reading('client');
    for (const id of ['1', '2', '3', '4']) talk.hear('s', { id });
    expect(() => talk.hear('s', { id: '5' })).to.throw('without an ACK');
  });

  it('needs to know what an ACK is for', async () => {
    for (const frame of ['ACK\n\n\0', 'ACK\nid:nothing\n\n\0', 'NACK\nid:nothing\n\n\0']) {
      const talk = await reading('client');
      await talk.say(frame);
      expectError(talk, CLOSE.protocolError);
    }
  });
});

describe('duties of a STOMP server: transactions', () => {
  const SEND = (body: string) => `SEND\ndestination:/x\ntransaction:t\n\n${body}\0`;

  it('does on COMMIT what was sent in it, in order', async () => {
    const talk = await Talk.connected();
    await talk.say(`BEGIN\ntransaction:t\n\n\0${SEND('1')}${SEND('2')}SEND\ndestination:/x\n\noutside\0`);
    expect(talk.sent).to.deep.equal(['outside']);
    await talk.say('COMMIT\ntransaction:t\nreceipt:c\n\n\0');
    expect(talk.sent).to.deep.equal(['outside', '1', '2']);
    expect(receiptsOf(talk)).to.deep.equal(['c']);
  });

  it('does nothing of it on ABORT, and nothing when the client is gone', async () => {
    const talk = await Talk.connected();
    await talk.say(`BEGIN\ntransaction:t\n\n\0${SEND('1')}ABORT\ntransaction:t\nreceipt:a\n\n\0`);
    expect(receiptsOf(talk)).to.deep.equal(['a']);
    await talk.say(`BEGIN\ntransaction:t\n\n\0${SEND('2')}`);
    talk.session.end();
    expect(talk.sent).to.deep.equal([]);
  });

  it('settles messages on COMMIT only', async () => {
    const talk = await Talk.connected();
    await talk.say('SUBSCRIBE\nid:s\ndestination:/x\nack:client\n\n\0BEGIN\ntransaction:t\n\n\0');
    talk.hear('s', { id: 'm' });
    await talk.say(
      'ACK\nid:m@s\ntransaction:t\n\n\0ABORT\ntransaction:t\n\n\0ACK\nid:m@s\nreceipt:still\n\n\0',
    );
    expect(receiptsOf(talk)).to.deep.equal(['still']);
  });

  it('answers COMMIT with no RECEIPT when a part of it is refused', async () => {
    const talk = await Talk.connected();
    talk.onSend = (body) => (body === '1' ? Promise.reject(new Error('no')) : Promise.resolve());
    await talk.say(
      `BEGIN\ntransaction:t\n\n\0${SEND('1')}${SEND('2')}COMMIT\ntransaction:t\nreceipt:c\n\n\0`,
    );
    expect(talk.sent).to.deep.equal(['1', '2']);
    expect(talk.refusals).to.deep.equal(['c: Error: no']);
    expect(receiptsOf(talk)).to.deep.equal([]);
  });

  it('ends those with one that is open twice, unknown, or holds too much', async () => {
    const begin = 'BEGIN\ntransaction:t\n\n\0';
    for (const [frames, code] of [
      [begin + begin, CLOSE.protocolError],
      ['COMMIT\ntransaction:no\n\n\0', CLOSE.protocolError],
      ['ABORT\ntransaction:no\n\n\0', CLOSE.protocolError],
      ['BEGIN\n\n\0', CLOSE.protocolError],
      [SEND('x'), CLOSE.protocolError],
      [begin + SEND('1') + SEND('2') + SEND('3') + SEND('4'), CLOSE.policy],
      [begin + SEND('x'.repeat(1001)), CLOSE.policy],
      [[1, 2, 3].map((n) => `BEGIN\ntransaction:${n}\n\n\0`).join(''), CLOSE.policy],
    ] as const) {
      const talk = await Talk.connected();
      await talk.say(frames);
      expectError(talk, code);
    }
  });
});
