import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { World } from '../house/world.js';
import { ownFolder } from '../os/account.js';
import type { PartName } from './part.js';

export function folderOf(world: World, name: PartName): string {
  return join(world.slot.folder, name);
}

/** Makes the part's folder and writes its files there, readable by the part's account only. */
export async function furnish(
  world: World,
  folder: string,
  files: Record<string, string> = {},
): Promise<void> {
  await ownFolder(world.account, folder);
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.draft`;
    writeFileSync(draft, content, { mode: 0o600 });
    if (process.getuid?.() === 0) {
      chownSync(draft, world.account.uid, world.account.gid);
      if (dirname(file) !== folder) chownSync(dirname(file), world.account.uid, world.account.gid);
    }
    renameSync(draft, file);
  }
}
