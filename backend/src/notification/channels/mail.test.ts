import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { MailServer } from '../../../test/mail-server.js';
import { until } from '../../../test/until.js';
import type { Mail } from '../templates/mail.view.js';
import { LeaveRefused, MailChannel, MailNotSent } from './mail.js';

const mail: Mail = {
  messageId: '<notice@school.example>',
  to: { name: '홍길동', address: 'hong@school.example' },
  subject: '곧 시작합니다: 가로획과 세로획',
  text: '안녕하세요.\n.\n..끝',
  html: '<p>안녕하세요.</p>',
  language: 'ko',
  calendar: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  unsubscribeUrl: 'http://localhost:8080/account',
};
const given = () =>
  Promise.resolve({
    take: () => Promise.resolve(),
    giveBack: () => Promise.reject(new Error('it was used')),
  });

describe('MailChannel', () => {
  const server = new MailServer();
  const sender = { name: '서당', address: 'no-reply@school.example' };
  const newChannel = (url = server.url) => new MailChannel({ url, sender });
  const failureOf = (sending: Promise<void>) =>
    sending.then(
      () => 'sent',
      (error: unknown) => (error instanceof MailNotSent ? error.failure : (error as Error).name),
    );

  beforeEach(async () => {
    await server.start();
  });
  afterEach(async () => {
    server.reset();
    await server.stop();
  });

  it('sends text, HTML and calendar, with the headers that mails of programs have', async () => {
    const channel = newChannel();
    await channel.send(mail, given);
    channel.rest();
    const [got] = await server.read();
    const headers = Object.fromEntries((got?.headers ?? []).map(({ key, value }) => [key, value]));
    expect(got).to.include({ subject: mail.subject, messageId: mail.messageId });
    expect(got?.from).to.deep.equal(sender);
    expect(got?.to).to.deep.equal([{ name: '홍길동', address: 'hong@school.example' }]);
    expect(got?.text?.trim()).to.equal(mail.text);
    expect(got?.html?.trim()).to.equal(mail.html);
    expect(headers).to.include({
      'auto-submitted': 'auto-generated',
      'list-unsubscribe': '<http://localhost:8080/account>',
      'content-language': 'ko',
    });
    expect(
      got?.attachments.map(({ filename, mimeType, method }) => ({ filename, mimeType, method })),
    ).to.deep.equal([{ filename: 'lesson.ics', mimeType: 'text/calendar', method: 'PUBLISH' }]);
  });

  it('sends one after another over the same line', async () => {
    const channel = newChannel();
    for (let nth = 0; nth < 3; nth += 1) await channel.send(mail, given);
    channel.rest();
    expect(server.mails).to.have.length(3);
  });

  it('asks for leave when all but the last dot is there, and sends nothing without it', async () => {
    const channel = newChannel();
    let seen = -1;
    const refuse = () => {
      seen = server.mails.length;
      return Promise.resolve(null);
    };
    expect(await failureOf(channel.send(mail, refuse))).to.equal(LeaveRefused.name);
    expect(await failureOf(channel.send(mail, () => Promise.reject(new Error('away'))))).to.equal('Error');
    await channel.send({ ...mail, subject: 'the next one' }, given);
    channel.rest();
    expect(seen).to.equal(0);
    expect((await server.read()).map(({ subject }) => subject)).to.deep.equal(['the next one']);
  });

  it('gives the leave back when the server hung up before it came', async () => {
    const channel = newChannel();
    let isGivenBack = false;
    const late = async () => {
      server.hangUp();
      await until(() => failed, { what: 'the failure of the line', withinMs: 30_000 });
      return {
        take: () => Promise.reject(new Error('nothing goes any more')),
        giveBack: () => {
          isGivenBack = true;
          return Promise.resolve();
        },
      };
    };
    let failed = false;
    const sending = failureOf(channel.send(mail, late)).then((failure) => {
      failed = true;
      return failure;
    });
    expect(await sending).to.equal('unreachable');
    await until(() => isGivenBack, { what: 'the leave to be given back', withinMs: 30_000 });
    expect(server.mails).to.have.length(0);
  });

  it('cannot be made to write headers or recipients of somebody’s choice', async () => {
    const channel = newChannel();
    const evil = 'x\r\nBcc: all@school.example\r\n\r\nbody';
    await channel.send({ ...mail, subject: evil, to: { name: evil, address: mail.to.address } }, given);
    channel.rest();
    const [got] = await server.read();
    expect(server.mails.map(({ to }) => to)).to.deep.equal([mail.to.address]);
    expect(got?.bcc).to.equal(undefined);
    expect(got?.text?.trim()).to.equal(mail.text);
  });

  describe('says how a mail was not sent', () => {
    for (const [what, arrange, failure] of [
      ['an unknown recipient', () => (server.recipientFate = () => ({ refuse: 550 })), 'never'],
      [
        'a recipient whose box is full for now',
        () => (server.recipientFate = () => ({ refuse: 452 })),
        'later',
      ],
      ['a mail that is refused for good', () => (server.mailFate = () => ({ refuse: 554 })), 'never'],
      ['a mail that is put off', () => (server.mailFate = () => ({ refuse: 451 })), 'later'],
      ['a server that hangs up on a whole mail', () => (server.mailFate = () => 'hang-up'), 'unsure'],
    ] as const) {
      it(`${what}: ${failure}`, async () => {
        arrange();
        const channel = newChannel();
        expect(await failureOf(channel.send(mail, given))).to.equal(failure);
        server.reset();
        expect(await failureOf(channel.send(mail, given))).to.equal('sent');
        channel.rest();
      });
    }

    it('a server that is away: unreachable', async () => {
      const { url } = server;
      await server.stop();
      expect(await failureOf(newChannel(url).send(mail, given))).to.equal('unreachable');
    });

    it('a server that went away between two mails: unreachable, and the next one goes', async () => {
      const channel = newChannel();
      await channel.send(mail, given);
      server.hangUp();
      const second = await failureOf(channel.send(mail, given));
      expect(second).to.be.oneOf(['unreachable', 'sent']);
      if (second !== 'sent') await channel.send(mail, given);
      channel.rest();
      expect(server.mails).to.have.length(2);
    });

    it('a server that says nothing: unreachable, in seconds', async function () {
      this.timeout(20_000);
      const silent: Server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const url = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const startedAt = Date.now();
      expect(await failureOf(newChannel(url).send(mail, given))).to.equal('unreachable');
      expect(Date.now() - startedAt).to.be.lessThan(8_000);
      silent.close();
    });
  });
});
