import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fingerprint } from './sources.js';

describe('fingerprint', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'seodang-sources-'));
    mkdirSync(join(root, 'src', 'deep'), { recursive: true });
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'one');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const print = () => fingerprint(root, ['src', 'not-there']);

  it('changes with content, with names and with files that come or go', () => {
    const seen = new Set([print()]);
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'two');
    seen.add(print());
    writeFileSync(join(root, 'src', 'b.ts'), '');
    seen.add(print());
    rmSync(join(root, 'src', 'deep', 'a.ts'));
    seen.add(print());
    expect(seen.size).to.equal(4);
  });

  it('does not change with times, nor with what compilers leave', () => {
    const before = print();
    utimesSync(join(root, 'src', 'deep', 'a.ts'), 1, 1);
    for (const left of ['dist', 'node_modules']) {
      mkdirSync(join(root, 'src', left));
      writeFileSync(join(root, 'src', left, 'a.js'), left);
    }
    writeFileSync(join(root, 'src', 'tsconfig.tsbuildinfo'), '{}');
    expect(print()).to.equal(before);
  });
});
