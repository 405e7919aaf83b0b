import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Sender } from '../../platform/config.js';
import type { Leave } from '../notice.model.js';
import type { Mail } from '../templates/mail.view.js';
import { SmtpError, SmtpLine } from './smtp-line.js';

/**
 * How a mail was not sent. `unreachable`: nor would another be, now. `later`: this one not now. `never`: this one not at all.
 * `unsure`: the whole mail was given to the server, which has not said what became of it.
 */
export type Failure = 'unreachable' | 'later' | 'never' | 'unsure';

export class MailNotSent extends Error {
  override readonly name = 'MailNotSent';

  constructor(
    readonly failure: Failure,
    /** The answer of the mail server, if it gave one. */
    readonly status: number | null,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Leave to send was not given: somebody else sends this mail. It was not sent here. */
export class LeaveRefused extends Error {
  override readonly name = 'LeaveRefused';
}

/** Mails by SMTP, over as many lines as are used at once. */
export class MailChannel {
  readonly #url: string;
  readonly #sender: Sender;
  readonly #idle: SmtpLine[] = [];

  constructor({ url, sender }: { url: string; sender: Sender }) {
    this.#url = url;
    this.#sender = sender;
  }

  /**
   * Sends a mail. A server delivers nothing before the dot on a line of its own that ends it (RFC 5321 §4.1.1.4), so leave is
   * asked for when everything but this dot is there: whoever is killed before has sent nothing, and two who think that a
   * mail is theirs cannot both send it.
   *
   * @param askLeave Null keeps the mail from being sent.
   * @throws {MailNotSent | LeaveRefused}
   */
  async send(mail: Mail, askLeave: AskLeave): Promise<void> {
    const bytes = await toBytes(mail, this.#sender);
    const line = this.#idle.pop() ?? (await SmtpLine.open(this.#url).catch(unreachable));
    const hold: Hold = { isOver: false, taking: null, refusal: null };
    const envelope = { from: this.#sender.address, to: mail.to.address, size: bytes.length };
    try {
      await line.send(envelope, Readable.from(holdBack(bytes, askLeave, hold), { objectMode: false }));
    } catch (error) {
      throw hold.refusal ?? toMailNotSent(error, hold);
    } finally {
      hold.isOver = true;
      // Whether this was written or not, what is settled next is true.
      await hold.taking?.catch(() => undefined);
    }
    this.#idle.push(line);
  }

  /** Closes the lines that nobody uses. */
  rest(): void {
    for (const line of this.#idle.splice(0)) line.quit();
  }
}

type AskLeave = () => Promise<Leave | null>;

interface Hold {
  /** The line failed, or all is said. */
  isOver: boolean;
  /** From when the last byte goes. */
  taking: Promise<void> | null;
  refusal: Error | null;
}

async function* holdBack(bytes: Buffer, askLeave: AskLeave, hold: Hold): AsyncGenerator<Buffer> {
  yield bytes;
  const leave = await askLeave().catch((error: unknown) => {
    hold.refusal = error instanceof Error ? error : new Error(String(error));
    throw hold.refusal;
  });
  if (!leave) throw (hold.refusal = new LeaveRefused('the lease is over'));
  if (hold.isOver) await leave.giveBack();
  else hold.taking = leave.take();
}

function unreachable(error: unknown): never {
  throw new MailNotSent('unreachable', statusOf(error), error);
}

function toMailNotSent(error: unknown, { taking }: Hold): MailNotSent {
  const { command, status } = error instanceof SmtpError ? error : { command: null, status: null };
  const failure = taking ? afterHanding(status) : beforeHanding(command, status);
  return new MailNotSent(failure, status, error);
}

function afterHanding(status: number | null): Failure {
  if (status === null) return 'unsure';
  return status >= 500 ? 'never' : 'later';
}

/** A refused recipient is about this mail; anything else that is final is about our own settings, and everybody's mails. */
function beforeHanding(command: string | null, status: number | null): Failure {
  if (status === null || command === null) return 'unreachable';
  if (status < 500) return 'later';
  return command === 'RCPT TO' ? 'never' : 'unreachable';
}

function statusOf(error: unknown): number | null {
  return error instanceof SmtpError ? error.status : null;
}

function toBytes(mail: Mail, sender: Sender): Promise<Buffer> {
  const { messageId, to, subject, text, html, language, calendar, unsubscribeUrl } = mail;
  return new MailComposer({
    messageId,
    from: { ...sender },
    to: { ...to },
    subject,
    text,
    html,
    headers: {
      'Content-Language': language,
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(calendar === null
      ? {}
      : {
          attachments: [
            {
              filename: 'lesson.ics',
              content: calendar,
              contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
            },
          ],
        }),
  })
    .compile()
    .build();
}
