import { expect } from 'chai';
import { isBeatDue, isSilent } from './heart-beat.js';
import { CLOSE } from './stomp-error.js';
import { commandsOf, expectError, receiptsOf, settled, Talk } from './test/talk.js';

describe('a STOMP session: connecting', () => {
  it('answers CONNECT and STOMP with CONNECTED', async () => {
    for (const command of ['CONNECT', 'STOMP']) {
      const talk = new Talk();
      await talk.say(`${command}\naccept-version:1.2\nhost:school\n\n\0`);
      expect(talk.said).to.deep.equal([
        'CONNECTED\nversion:1.2\nheart-beat:10000,10000\nsession:session-1\nserver:seodang\n\n\0',
      ]);
    }
  });

  for (const [accepts, version] of [
    ['accept-version:1.0,1.1,1.2', '1.2'],
    ['accept-version:1.1,1.0', '1.1'],
    ['accept-version:1.0', '1.0'],
    ['accept-version:2.0, 1.1', '1.1'],
    ['login:nobody', '1.0'],
  ] as const) {
    it(`takes the highest common version: ${accepts}`, async () => {
      const talk = new Talk();
      await talk.say(`CONNECT\n${accepts}\n\n\0`);
      expect(talk.said[0]).to.contain(`\nversion:${version}\n`);
    });
  }

  it('names its versions in an ERROR when there is none in common', async () => {
    const talk = new Talk();
    await talk.say('CONNECT\naccept-version:2.1\n\n\0');
    expectError(talk, CLOSE.protocolError);
    expect(talk.said[0]).to.contain('\nversion:1.2,1.1,1.0\n');
  });

  it('wants nothing before CONNECT', async () => {
    for (const frame of [
      'SEND\ndestination:/x\n\nhi\0',
      'SUBSCRIBE\nid:1\ndestination:/x\n\n\0',
      'DISCONNECT\n\n\0',
    ]) {
      const talk = new Talk();
      await talk.say(frame);
      expectError(talk, CLOSE.protocolError);
      expect(talk.sent).to.deep.equal([]);
    }
  });

  it('wants no second CONNECT', async () => {
    const talk = await Talk.connected();
    await talk.say('CONNECT\naccept-version:1.2\n\n\0');
    expectError(talk, CLOSE.protocolError);
  });

  it('ends when nobody knows the client, and handles nothing that came behind', async () => {
    const talk = new Talk();
    talk.onIntroduce = () => Promise.reject(new Error('nobody'));
    await talk.say('CONNECT\naccept-version:1.2\n\n\0SEND\ndestination:/x\n\nhi\0');
    expectError(talk, CLOSE.protocolError);
    expect(talk.sent).to.deep.equal([]);
  });

  it('keeps what came behind CONNECT until the client is known', async () => {
    const talk = new Talk();
    let known: (id: string) => void = () => undefined;
    talk.onIntroduce = () => new Promise((resolve) => (known = resolve));
    await talk.say('CONNECT\naccept-version:1.2\n\n\0SEND\ndestination:/x\n\nhi\0');
    expect(talk.sent).to.deep.equal([]);
    known('s');
    await settled();
    expect(talk.sent).to.deep.equal(['hi']);
  });

  it('unescapes nothing in CONNECT: a value may hold colons and backslashes', async () => {
    const talk = new Talk();
    await talk.say('CONNECT\naccept-version:1.2\nAuthorization:Bearer a:b\\t\n\n\0');
    expect(commandsOf(talk)).to.deep.equal(['CONNECTED']);
  });
});

describe('a STOMP session: heart-beats', () => {
  for (const [header, sendEveryMs, expectEveryMs] of [
    ['heart-beat:0,0', 0, 0],
    ['heart-beat:5000,0', 0, 10_000],
    ['heart-beat:0,20000', 20_000, 0],
    ['heart-beat:30000,5000', 10_000, 30_000],
    ['login:x', 0, 0],
  ] as const) {
    it(`takes the longer interval of both: ${header}`, async () => {
      const talk = await Talk.connected(`accept-version:1.2\n${header}`);
      expect(talk.session.heartBeat).to.deep.equal({ sendEveryMs, expectEveryMs });
    });
  }

  it('wants two numbers', async () => {
    for (const header of ['heart-beat:1', 'heart-beat:a,b', 'heart-beat:-1,0', 'heart-beat:1,2,3']) {
      const talk = new Talk();
      await talk.say(`CONNECT\naccept-version:1.2\n${header}\n\n\0`);
      expectError(talk, CLOSE.protocolError);
    }
  });

  it('sends before the interval is over, and gives up after three without an octet', () => {
    const agreed = { sendEveryMs: 10_000, expectEveryMs: 10_000 };
    const beat = (nowMs: number) => isBeatDue(agreed, { sentAtMs: 0, nowMs, lookEveryMs: 1000 });
    expect([8999, 9000, 10_000].map(beat)).to.deep.equal([false, true, true]);
    const silent = (nowMs: number) => isSilent(agreed, { heardAtMs: 0, nowMs });
    expect([10_001, 30_000, 30_001].map(silent)).to.deep.equal([false, false, true]);
    const none = { sendEveryMs: 0, expectEveryMs: 0 };
    expect(isBeatDue(none, { sentAtMs: 0, nowMs: 1e9, lookEveryMs: 1 })).to.equal(false);
    expect(isSilent(none, { heardAtMs: 0, nowMs: 1e9 })).to.equal(false);
  });

  it('takes line ends between frames for what they are', async () => {
    const talk = await Talk.connected();
    await talk.say('\n\r\n\n');
    await talk.say('\r');
    await talk.say('\nSEND\ndestination:/x\n\nhi\0\n\n');
    expect(talk.sent).to.deep.equal(['hi']);
    expect(talk.said).to.deep.equal([]);
  });
});

describe('a STOMP session: receipts', () => {
  it('gives one for any frame but CONNECT', async () => {
    const talk = new Talk();
    await talk.say('CONNECT\naccept-version:1.2\nreceipt:0\n\n\0');
    await talk.say('SUBSCRIBE\nid:1\ndestination:/x\nreceipt:1\n\n\0SEND\ndestination:/x\nreceipt:2\n\nhi\0');
    await talk.say(
      'BEGIN\ntransaction:t\nreceipt:3\n\n\0SEND\ndestination:/x\ntransaction:t\nreceipt:4\n\n\0',
    );
    await talk.say('COMMIT\ntransaction:t\nreceipt:5\n\n\0UNSUBSCRIBE\nid:1\nreceipt:6\n\n\0');
    await talk.say('DISCONNECT\nreceipt:7\n\n\0');
    expect(receiptsOf(talk)).to.deep.equal(['1', '2', '3', '4', '5', '6', '7']);
    expect(talk.closedWith).to.equal(CLOSE.normal);
  });

  it('escapes the id that it gives back', async () => {
    const talk = await Talk.connected();
    await talk.say('SEND\ndestination:/x\nreceipt:a\\cb\\n\\\\\n\n\0');
    expect(receiptsOf(talk)).to.deep.equal(['a\\cb\\n\\\\']);
  });

  it('gives none for what is refused, and goes on', async () => {
    const talk = await Talk.connected();
    talk.onSend = (body) => (body === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve());
    await talk.say('SEND\ndestination:/x\nreceipt:1\n\nbad\0SEND\ndestination:/x\nreceipt:2\n\ngood\0');
    expect(receiptsOf(talk)).to.deep.equal(['2']);
    expect(talk.refusals).to.deep.equal(['1: Error: no']);
    expect(talk.closedWith).to.equal(null);
  });

  it('means with each that all frames before were handled', async () => {
    const talk = await Talk.connected();
    const done = new Map<string, () => void>();
    talk.onSend = (body) => new Promise((resolve) => done.set(body, resolve));
    for (const n of [1, 2, 3]) await talk.say(`SEND\ndestination:/x\nreceipt:${n}\n\n${n}\0`);
    for (const n of ['3', '2']) {
      done.get(n)?.();
      await settled();
      expect(receiptsOf(talk)).to.deep.equal([]);
    }
    done.get('1')?.();
    await settled();
    expect(receiptsOf(talk)).to.deep.equal(['1', '2', '3']);
  });

  it('takes on only so many at once; the others wait their turn', async () => {
    const talk = await Talk.connected();
    const done: (() => void)[] = [];
    talk.onSend = () => new Promise((resolve) => done.push(resolve));
    for (let n = 1; n <= 6; n += 1) await talk.say(`SEND\ndestination:/x\n\n${n}\0`);
    expect(talk.sent).to.deep.equal(['1', '2', '3', '4']);
    done.shift()?.();
    await settled();
    expect(talk.sent).to.deep.equal(['1', '2', '3', '4', '5']);
    expect(talk.session.waitingBytes).to.be.at.most(Buffer.byteLength('SEND\ndestination:/x\n\n6\0'));
  });

  it('lets DISCONNECT wait for what is under way', async () => {
    const talk = await Talk.connected();
    let done = () => {};
    talk.onSend = () => new Promise((resolve) => (done = resolve));
    await talk.say('SEND\ndestination:/x\nreceipt:1\n\nhi\0DISCONNECT\nreceipt:2\n\n\0');
    expect(talk.closedWith).to.equal(null);
    done();
    await settled();
    expect(receiptsOf(talk)).to.deep.equal(['1', '2']);
    expect(talk.closedWith).to.equal(CLOSE.normal);
  });

  it('drains: handles nothing more, and is done when those under way are answered', async () => {
    const talk = await Talk.connected();
    let done = () => {};
    talk.onSend = () => new Promise((resolve) => (done = resolve));
    await talk.say('SEND\ndestination:/x\nreceipt:1\n\none\0');
    let isDrained = false;
    const drained = talk.session.drain().then(() => (isDrained = true));
    await talk.say('SEND\ndestination:/x\nreceipt:2\n\ntwo\0');
    expect(isDrained).to.equal(false);
    done();
    await drained;
    expect(receiptsOf(talk)).to.deep.equal(['1']);
    expect(talk.sent).to.deep.equal(['one']);
  });
});

describe('a STOMP session: an ERROR', () => {
  it('has a message, a body, the receipt of its frame, and is the last thing said', async () => {
    const talk = await Talk.connected();
    await talk.say('SEND\ndestination:nowhere\nreceipt:r\n\nhi\0SEND\ndestination:/x\n\nhi\0');
    expect(talk.said).to.deep.equal([
      'ERROR\nmessage:stomp.destination_unknown\nreceipt-id:r\ncontent-type:application/problem+json\n' +
        'content-length:19\n\nno such destination\0',
    ]);
    await talk.say('SEND\ndestination:/x\n\nhi\0');
    expect(talk.sent).to.deep.equal([]);
    expect(talk.closedWith).to.equal(CLOSE.policy);
  });

  it('refuses a body that is not UTF-8', async () => {
    const talk = await Talk.connected();
    await talk.say(
      Buffer.concat([
        Buffer.from('SEND\ndestination:/x\ncontent-length:2\n\n'),
        Buffer.from([0xc3, 0x28, 0]),
      ]),
    );
    expectError(talk, CLOSE.protocolError);
  });
});
