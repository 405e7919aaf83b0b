import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { z } from 'zod';

/** More than this is forgotten, the oldest first. */
export const KEPT_MAILS = 500;

const StoredMail = z.object({
  id: z.string(),
  receivedAt: z.iso.datetime(),
  /** From the SMTP envelope: who really gets it, whatever its headers say. */
  envelopeFrom: z.string(),
  envelopeTo: z.array(z.string()),
  subject: z.string(),
  from: z.string(),
});
export type StoredMail = z.infer<typeof StoredMail>;

export interface IncomingMail {
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  readonly raw: Buffer;
}

/** Mails in a folder: `<id>.eml` as it came, `<id>.json` for the list. */
export class MailStore {
  readonly #folder: string;
  /** The newest first. */
  #mails: StoredMail[] = [];
  #lastStamp = 0;
  /** Changes of the folder happen one after the other. */
  #lastChange: Promise<void> = Promise.resolve();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder; half-written mails of a process that was killed are left out. */
  static async open(folder: string): Promise<MailStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const store = new MailStore(folder);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const mails = await Promise.all(names.map((name) => readStored(join(folder, name))));
    store.#mails = mails.filter((mail) => mail !== null).sort((a, b) => (a.id < b.id ? 1 : -1));
    return store;
  }

  /** The newest first. @param to Only mails to this address, in any case of letters. */
  list({ to }: { to?: string | undefined } = {}): readonly StoredMail[] {
    if (to === undefined) return this.#mails;
    return this.#mails.filter(({ envelopeTo }) =>
      envelopeTo.some((address) => address.toLowerCase() === to.toLowerCase()),
    );
  }

  find(id: string): StoredMail | null {
    return this.#mails.find((mail) => mail.id === id) ?? null;
  }

  readRaw({ id }: StoredMail): Promise<Buffer> {
    return readFile(join(this.#folder, `${id}.eml`));
  }

  async read(mail: StoredMail): Promise<Email> {
    return PostalMime.parse(await this.readRaw(mail), { maxNestingDepth: 20 });
  }

  /** Resolves when the mail is on the disk and in the list. */
  async add(incoming: IncomingMail): Promise<StoredMail> {
    const parsed = await PostalMime.parse(incoming.raw, { maxNestingDepth: 20 });
    // Ids sort as mails came, also those of one millisecond.
    this.#lastStamp = Math.max(Date.now(), this.#lastStamp + 1);
    const receivedAt = new Date(this.#lastStamp);
    const mail: StoredMail = {
      id: `${receivedAt.getTime().toString(36).padStart(9, '0')}${randomBytes(5).toString('hex')}`,
      receivedAt: receivedAt.toISOString(),
      envelopeFrom: incoming.envelopeFrom,
      envelopeTo: [...incoming.envelopeTo],
      subject: parsed.subject ?? '',
      from: parsed.from?.name
        ? `${parsed.from.name} <${parsed.from.address ?? ''}>`
        : (parsed.from?.address ?? ''),
    };
    await this.#change(async () => {
      const base = join(this.#folder, mail.id);
      await writeFile(`${base}.eml`, incoming.raw, { mode: 0o600 });
      await writeFile(`${base}.draft`, JSON.stringify(mail), { mode: 0o600 });
      // The list file comes last and whole: a mail is there from this moment on.
      await rename(`${base}.draft`, `${base}.json`);
      this.#mails = [mail, ...this.#mails];
      await this.#forget(this.#mails.slice(KEPT_MAILS));
    });
    return mail;
  }

  async clear(): Promise<void> {
    await this.#change(() => this.#forget(this.#mails));
  }

  async #forget(mails: readonly StoredMail[]): Promise<void> {
    const gone = new Set(mails.map(({ id }) => id));
    this.#mails = this.#mails.filter(({ id }) => !gone.has(id));
    for (const id of gone) {
      await rm(join(this.#folder, `${id}.json`), { force: true });
      await rm(join(this.#folder, `${id}.eml`), { force: true });
    }
  }

  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(work);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }
}

async function readStored(file: string): Promise<StoredMail | null> {
  try {
    return StoredMail.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
