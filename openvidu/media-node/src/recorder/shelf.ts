import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { StoredRecording } from './recording.js';

const RAW = '.raw';
/** Janus cuts the name of a file off at 255 characters, without a word. */
const MAX_RAW_FOLDER = 230;
/** Session ids and what makes ids of recordings of them: nothing that leads elsewhere. */
const RECORDING_ID = /^[\w~-]+$/;

/**
 * The folder of all recordings, laid out as OpenVidu's: `<id>/` holds the file, the thumbnail and `.recording.<id>`;
 * `.raw/<id>/` is ours and holds what they are made of.
 */
export class Shelf {
  constructor(readonly root: string) {}

  /** @throws what the file system throws when the folder cannot be used. */
  async open(): Promise<void> {
    await mkdir(join(this.root, RAW), { recursive: true, mode: 0o700 });
    const probe = join(this.root, RAW, '.writable');
    await (await open(probe, 'w', 0o600)).close();
    await rm(probe);
  }

  folder(id: string): string {
    assertId(id);
    return join(this.root, id);
  }

  rawFolder(id: string): string {
    assertId(id);
    return join(this.root, RAW, id);
  }

  /** Takes the next free id of a session: its own, then `~1`, `~2` and so on. The folders are made. */
  async reserve(sessionId: string): Promise<string> {
    if (this.rawFolder(sessionId).length > MAX_RAW_FOLDER)
      throw new Error('The path is too long for the engine.');
    for (let count = 0; ; count += 1) {
      const id = count === 0 ? sessionId : `${sessionId}~${count}`;
      if (!(await made(this.folder(id)))) continue;
      // What somebody left in the raw folder of a recording that is gone belongs to nobody.
      await rm(this.rawFolder(id), { recursive: true, force: true });
      await mkdir(this.rawFolder(id), { mode: 0o700 });
      return id;
    }
  }

  /** Replaces `.recording.<id>`: a reader finds it as it was, or as it is. */
  async save(recording: RecordingWire & { readonly uniqueSessionId: string }): Promise<void> {
    const path = join(this.folder(recording.id), `.recording.${recording.id}`);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(recording)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  /** Every recording that is written down; folders that tell nothing are left alone. */
  async list(): Promise<StoredRecording[]> {
    const entries = await readdir(this.root, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory() && RECORDING_ID.test(entry.name));
    const read = await Promise.all(ids.map(({ name }) => this.#read(name)));
    return read.filter((recording) => recording !== null);
  }

  /** Removes all of a recording; its id is free again. */
  async remove(id: string): Promise<void> {
    await this.removeRaw(id);
    await rm(this.folder(id), { recursive: true, force: true });
  }

  async removeRaw(id: string): Promise<void> {
    await rm(this.rawFolder(id), { recursive: true, force: true });
  }

  async #read(id: string): Promise<StoredRecording | null> {
    const text = await readFile(join(this.folder(id), `.recording.${id}`), 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const stored = StoredRecording.parse(JSON.parse(text));
      return stored.id === id ? stored : null;
    } catch {
      return null;
    }
  }
}

function assertId(id: string): void {
  if (!RECORDING_ID.test(id)) throw new RangeError('Not the id of a recording.');
}

async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
