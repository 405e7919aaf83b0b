import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ComposeError } from './compose-error.js';

const FINGERPRINT = 'made-of';

/**
 * The folder where a film is made, which outlives the one who makes it.
 *
 * A file has its name only when it is whole, so what is there need not be made again.
 */
export class Workshop {
  private constructor(readonly folder: string) {}

  /** @param of What the film is made of: a workshop that was about something else is emptied. */
  static async open(folder: string, of: unknown): Promise<Workshop> {
    const fingerprint = createHash('sha256').update(JSON.stringify(of)).digest('hex');
    const workshop = new Workshop(folder);
    const before = await readFile(join(folder, FINGERPRINT), 'utf8').catch(() => null);
    if (before !== fingerprint) await workshop.remove();
    await mkdir(folder, { recursive: true });
    await workshop.#sweep();
    await workshop.write(FINGERPRINT, fingerprint);
    return workshop;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  has(name: string): Promise<boolean> {
    return stat(this.path(name)).then(
      ({ size }) => size > 0,
      () => false,
    );
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  async write(name: string, text: string): Promise<void> {
    await this.make(name, async (half) => {
      const file = await open(this.path(half), 'w');
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  /**
   * Makes a file that is not there yet.
   *
   * @param maker Gets the name to write to in this folder.
   */
  async make(name: string, maker: (half: string) => Promise<void>): Promise<void> {
    const half = `half-${name}`;
    await maker(half);
    await this.finish(half, this.path(name));
  }

  /** Puts what was made where it belongs, and only once it is on the disk. */
  async finish(half: string, path: string): Promise<void> {
    const file = await open(this.path(half), 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.path(half), path);
  }

  /** @throws {ComposeError} `space` when fewer bytes are free */
  async assertRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < bytes) {
      const [needed, free] = [bytes, bavail * bsize].map((count) => `${Math.ceil(count / 1e6)} MB`);
      throw new ComposeError(
        'space',
        `Composing needs ${needed ?? ''} of disk space, ${free ?? ''} are free`,
      );
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #sweep(): Promise<void> {
    const halves = (await readdir(this.folder)).filter((name) => name.startsWith('half-'));
    for (const half of halves) await rm(this.path(half), { force: true });
  }
}
