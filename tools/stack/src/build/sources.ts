import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'artifacts', 'tsconfig.tsbuildinfo']);

/** A fingerprint of the content of files and folders; what is not there counts as empty. */
export function fingerprint(root: string, places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of places.flatMap((place) => filesUnder(root, place))) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(root, file)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** Files below a place, in a fixed order, by their path from `root`. */
export function filesUnder(root: string, place: string): string[] {
  const facts = statSync(join(root, place), { throwIfNoEntry: false });
  if (facts === undefined) return [];
  if (facts.isFile()) return [place];
  return readdirSync(join(root, place), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && (entry.isDirectory() || entry.isFile()))
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => filesUnder(root, join(place, name)));
}
