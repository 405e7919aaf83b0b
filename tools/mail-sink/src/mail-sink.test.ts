import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SMTPServer } from 'smtp-server';
import { KEPT_MAILS, MailStore, type StoredMail } from './mail-store.js';
import { smtpServer } from './smtp.js';
import { webServer } from './web.js';

describe('The mail sink', () => {
  let folder: string;
  let store: MailStore;
  let smtp: SMTPServer;
  let web: Server;
  let smtpPort: number;
  let page: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-sink-'));
    store = await MailStore.open(folder);
    smtp = smtpServer(store, () => undefined);
    web = webServer(store, () => undefined);
    smtp.listen(0, '127.0.0.1');
    web.listen(0, '127.0.0.1');
    await Promise.all([once(smtp.server, 'listening'), once(web, 'listening')]);
    smtpPort = (smtp.server.address() as AddressInfo).port;
    page = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    web.close();
    web.closeAllConnections();
    await new Promise<void>((resolve) => {
      smtp.close(resolve);
    });
    await rm(folder, { recursive: true });
  });

  const mails = async (query = '') =>
    (await (await fetch(`${page}/api/mails${query}`)).json()) as StoredMail[];

  it('keeps what it accepted and lists the newest first', async () => {
    await send(smtpPort, {
      to: 'a@example.org',
      text: 'Subject: =?UTF-8?B?7IiY7JeFIOyVjOumvA==?=\r\n\r\nfirst',
    });
    await send(smtpPort, { to: 'b@example.org', text: 'Subject: second\r\n\r\nsecond' });

    expect((await mails()).map(({ subject }) => subject)).to.deep.equal(['second', '수업 알림']);
    expect((await mails('?to=A@example.org')).map(({ envelopeTo }) => envelopeTo)).to.deep.equal([
      ['a@example.org'],
    ]);
    const reopened = await MailStore.open(folder);
    expect(reopened.list()).to.deep.equal(store.list());
  });

  it('forgets the oldest beyond its limit, on the disk too', async () => {
    for (let index = 0; index < KEPT_MAILS + 3; index += 1) {
      await store.add({ envelopeFrom: '', envelopeTo: [], raw: Buffer.from(`Subject: ${index}\r\n\r\n`) });
    }

    expect(store.list()).to.have.length(KEPT_MAILS);
    expect(store.list().at(-1)?.subject).to.equal('3');
    expect(await readdir(folder)).to.have.length(2 * KEPT_MAILS);
  });

  it('leaves out what a killed process wrote by half', async () => {
    await writeFile(join(folder, 'half.json'), '{"id":"half"');
    expect((await MailStore.open(folder)).list()).to.deep.equal([]);
  });

  it('refuses a mail that is too large and goes on', async () => {
    const large = await send(smtpPort, {
      to: 'a@example.org',
      text: `Subject: x\r\n\r\n${'a'.repeat(6_000_000)}`,
    });
    expect(large).to.match(/^552/);
    expect(await send(smtpPort, { to: 'a@example.org', text: 'Subject: small\r\n\r\n' })).to.match(/^250/);
    expect(await mails()).to.have.length(1);
  });

  it('shows what a mail says and never runs it', async () => {
    const evil = '<script>alert(1)</script>';
    const text = `From: "${evil}" <x@example.org>\r\nSubject: ${evil}\r\nContent-Type: text/html\r\n\r\n<b>hi</b>${evil}`;
    await send(smtpPort, { to: 'a@example.org', text });
    const id = (await mails())[0]?.id ?? '';

    for (const path of ['/', `/mails/${id}`]) {
      const response = await fetch(page + path);
      expect(response.headers.get('content-security-policy')).to.include("default-src 'none'");
      expect(await response.text()).to.not.include(evil);
    }
    const formatted = await fetch(`${page}/mails/${id}/html`);
    expect(formatted.headers.get('content-security-policy')).to.match(/^sandbox; default-src 'none'/);
    expect(await formatted.text()).to.include('<b>hi</b>');
  });

  it('speaks Korean and English', async () => {
    const inLanguage = async (language: string) =>
      (await fetch(page, { headers: { 'Accept-Language': language } })).text();
    expect(await inLanguage('ko-KR,ko;q=0.9,en;q=0.8'))
      .to.include('<html lang="ko"')
      .and.include('아직 메일이 없습니다');
    expect(await inLanguage('de-DE,en;q=0.8'))
      .to.include('<html lang="en"')
      .and.include('No mail yet');
  });

  it('deletes all for its own page and for programs, not for other pages', async () => {
    await send(smtpPort, { to: 'a@example.org', text: 'Subject: kept\r\n\r\n' });
    const foreign = await fetch(`${page}/clear`, {
      method: 'POST',
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(foreign.status).to.equal(403);
    expect(await mails()).to.have.length(1);

    await fetch(`${page}/api/mails`, { method: 'DELETE' });
    expect(await mails()).to.deep.equal([]);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('answers only to the names of this machine', async () => {
    const { port } = web.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(await readAll(socket)).to.match(/^HTTP\/1.1 421/);
  });

  it('says 404 for mails and pages that are not there', async () => {
    for (const path of ['/mails/nothere', '/api/mails/nothere', '/../../etc/passwd', '/mails/..%2f..%2fx']) {
      expect((await fetch(page + path)).status, path).to.equal(404);
    }
  });
});

/** Sends a mail as a plain SMTP client does. @returns The server's answer to the mail, or to its refusal. */
async function send(port: number, { to, text }: { to: string; text: string }): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await answerOf(socket);
  for (const line of ['HELO test', 'MAIL FROM:<school@example.org>', `RCPT TO:<${to}>`, 'DATA']) {
    socket.write(`${line}\r\n`);
    await answerOf(socket);
  }
  socket.write(`${text}\r\n.\r\n`);
  const answer = await answerOf(socket);
  socket.end('QUIT\r\n');
  return answer;
}

async function answerOf(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
