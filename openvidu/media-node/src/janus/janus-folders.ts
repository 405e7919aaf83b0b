import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a Janus installation keeps its modules, and which ones there are (file names of `.so` files). */
export interface JanusFolders {
  readonly pluginsFolder: string;
  readonly transportsFolder: string;
  readonly plugins: readonly string[];
  readonly transports: readonly string[];
}

/**
 * Finds the modules of the installed Janus: Debian's multiarch folder (any architecture) or the prefix of a
 * build from source.
 *
 * @throws {Error} when no folder of this machine holds the VideoRoom plugin.
 */
export function findJanusFolders(
  roots: readonly string[] = ['/usr/lib', '/usr/local/lib', '/opt/janus/lib'],
): JanusFolders {
  for (const root of roots) {
    const candidates = [join(root, 'janus'), ...entries(root).map((name) => join(root, name, 'janus'))];
    for (const folder of candidates) {
      const folders = modulesIn(folder);
      if (folders.plugins.includes('libjanus_videoroom.so')) return folders;
    }
  }
  throw new Error(
    `No Janus with the VideoRoom plugin under ${roots.join(', ')}; install the package "janus".`,
  );
}

function modulesIn(folder: string): JanusFolders {
  const pluginsFolder = join(folder, 'plugins');
  const transportsFolder = join(folder, 'transports');
  return {
    pluginsFolder,
    transportsFolder,
    plugins: entries(pluginsFolder).filter(isModule),
    transports: entries(transportsFolder).filter(isModule),
  };
}

const isModule = (name: string) => name.endsWith('.so');

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
