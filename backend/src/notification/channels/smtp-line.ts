import type { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

const CONNECT_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 8_000;
const SEND_WITHIN_MS = 12_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly size: number;
}

/** What went wrong on the way to the mail server or there; `status` is its answer when it gave one. */
export class SmtpError extends Error {
  override readonly name = 'SmtpError';

  constructor(
    message: string,
    /** The command that was refused, e.g. `RCPT TO`; null when no command was. */
    readonly command: string | null,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One connection to the mail server, for one mail after another. Everything on it ends in time. */
export class SmtpLine {
  readonly #connection: SMTPConnection;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    // What happens between two mails is met by the next one.
    connection.on('error', () => undefined);
  }

  /**
   * Connects, and signs in when the address has a user. A password never crosses a network in clear.
   *
   * @param url `smtp://user:password@host:port` (STARTTLS where the server has it) or `smtps://…`
   * @throws {SmtpError}
   */
  static async open(url: string): Promise<SmtpLine> {
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === 'smtps:';
    const connection = new SMTPConnection({
      host: hostname,
      port: Number(port) || (secure ? 465 : 587),
      secure,
      requireTLS: !secure && username !== '' && !LOOPBACK.has(hostname),
      connectionTimeout: CONNECT_WITHIN_MS,
      greetingTimeout: CONNECT_WITHIN_MS,
      dnsTimeout: CONNECT_WITHIN_MS,
      socketTimeout: ANSWER_WITHIN_MS,
      socketCloseTimeout: 0,
    });
    const line = new SmtpLine(connection);
    await line.#ask((done) => {
      connection.connect(done);
    });
    if (username !== '') {
      const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
      await line.#ask((done) => {
        connection.login({ credentials }, done);
      });
    }
    return line;
  }

  /** Sends one mail; the server has it when this returns. @throws {SmtpError} after which the line is closed. */
  async send(envelope: Envelope, mail: Readable): Promise<void> {
    const { from, to, size } = envelope;
    await this.#ask((done) => {
      this.#connection.send({ from, to: [to], size }, mail, done);
    });
  }

  /** Says goodbye. */
  quit(): void {
    this.#connection.quit();
  }

  async #ask(command: (done: (error?: Error | null) => void) => void): Promise<void> {
    const connection = this.#connection;
    let overdue: NodeJS.Timeout | undefined;
    let onError: ((error: Error) => void) | undefined;
    let onEnd: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        onError = reject;
        onEnd = () => {
          reject(new SmtpError('the mail server hung up', null, null));
        };
        connection.once('error', onError).once('end', onEnd);
        overdue = setTimeout(() => {
          reject(new SmtpError('the mail server takes too long', null, null));
        }, SEND_WITHIN_MS);
        command((error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    } catch (error) {
      connection.close();
      throw toSmtpError(error);
    } finally {
      clearTimeout(overdue);
      if (onError) connection.off('error', onError);
      if (onEnd) connection.off('end', onEnd);
    }
  }
}

function toSmtpError(error: unknown): SmtpError {
  if (error instanceof SmtpError) return error;
  const { message, command, responseCode } = error as Error & { command?: string; responseCode?: number };
  return new SmtpError(message, command ?? null, responseCode ?? null, { cause: error });
}
