// Exit code 0 when node_modules holds just what package-lock.json asks for, else 1.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(root + file, 'utf8')).packages;
  } catch {
    return null;
  }
}

const wanted = packagesIn('package-lock.json');
const installed = packagesIn('node_modules/.package-lock.json');

const isMissing = ([path, { link, optional, version }]) =>
  path.includes('node_modules/') && !link && !optional && installed[path]?.version !== version;

process.exit(installed !== null && !Object.entries(wanted).some(isMissing) ? 0 : 1);
