import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { WebhookPayload } from './webhook-payload.js';

const FILE = 'CDR.log';

/** The call detail record: every event as one line `{"<event>":{…}}`, as OpenVidu writes it. */
export class CdrFile {
  readonly #stream: WriteStream;

  constructor(folder: string, log: Logger) {
    mkdirSync(folder, { recursive: true });
    this.#stream = createWriteStream(join(folder, FILE), { flags: 'a' });
    this.#stream.on('error', (error) => {
      log.error({ err: error }, 'cdr cannot write');
    });
  }

  write({ event, ...fields }: WebhookPayload): void {
    this.#stream.write(`${JSON.stringify({ [event]: fields })}\n`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.end(resolve);
    });
  }
}
