import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailStore } from './mail-store.js';

const MAIL_MAX_BYTES = 5 * 1024 * 1024;
const CLIENTS = 50;

/** Accepts every mail of this machine, for whomever it is, and keeps it. */
export function smtpServer(store: MailStore, onError: (error: Error) => void): SMTPServer {
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Seodang mail sink',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAIL_MAX_BYTES,
    maxClients: CLIENTS,
    socketTimeout: 30_000,
    closeTimeout: 2000,
    onData: (stream, session, callback) => {
      take(store, stream, session).then(
        () => {
          callback();
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  server.on('error', onError);
  return server;
}

/** @throws {Error} with code 552 for a mail that is too large, so that its sender gives up. */
async function take(
  store: MailStore,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to its end all the same, or the sender would wait for us.
    if (bytes <= MAIL_MAX_BYTES) chunks.push(chunk);
  }
  if (bytes > MAIL_MAX_BYTES) {
    throw Object.assign(new Error('The mail is too large'), { responseCode: 552 });
  }
  const { mailFrom, rcptTo } = session.envelope;
  await store.add({
    envelopeFrom: mailFrom === false ? '' : mailFrom.address,
    envelopeTo: rcptTo.map(({ address }) => address),
    raw: Buffer.concat(chunks),
  });
}
