import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** A mail that the server said it has. */
export interface ReceivedMail {
  readonly to: string;
  readonly raw: string;
}

/** What becomes of a mail: it is taken, refused with a status, or its sender never hears. */
export type Fate = 'take' | { readonly refuse: number } | 'hang-up';

/** A real SMTP server in this process, which does with mails what a test says. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Decides when the recipient is named. */
  recipientFate: (address: string) => Fate = () => 'take';
  /** Decides when the whole mail is there. */
  mailFate: (address: string) => Fate = () => 'take';
  /** Runs when a mail is there, before the sender hears. */
  beforeAnswer: () => Promise<unknown> = () => Promise.resolve();
  #server: SMTPServer | null = null;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Listens on the port it had before, if it had one. */
  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: ({ address }, _session, callback) => {
        callback(refusalOf(this.recipientFate(address)));
      },
      onData: (stream, { envelope }, callback) => {
        const to = envelope.rcptTo[0]?.address ?? '';
        read(stream).then(
          async (raw) => {
            const fate = this.mailFate(to);
            if (fate === 'take' || fate === 'hang-up') this.mails.push({ to, raw });
            await this.beforeAnswer();
            if (fate === 'hang-up') this.hangUp();
            else callback(refusalOf(fate));
          },
          () => undefined,
        );
      },
    });
    server.on('error', () => undefined);
    server.listen(this.#port, '127.0.0.1');
    await once(server.server, 'listening');
    this.#port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection without a word. */
  hangUp(): void {
    const connections = (
      this.#server as unknown as { connections: Set<{ _socket: { destroy(): void } }> } | null
    )?.connections;
    for (const { _socket: socket } of connections ?? []) socket.destroy();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    this.hangUp();
    await new Promise<void>((resolve) => {
      server.close(resolve);
    });
  }

  /** Forgets mails and takes every one from now on. */
  reset(): void {
    this.mails.length = 0;
    this.recipientFate = () => 'take';
    this.mailFate = () => 'take';
    this.beforeAnswer = () => Promise.resolve();
  }

  read(): Promise<Email[]> {
    return Promise.all(this.mails.map(({ raw }) => PostalMime.parse(raw)));
  }
}

async function read(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refusalOf(fate: Fate): Error | null {
  if (typeof fate === 'string') return null;
  return Object.assign(new Error('refused by the test'), { responseCode: fate.refuse });
}
