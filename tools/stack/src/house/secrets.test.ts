import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { secretsOf } from './secrets.js';

describe('secretsOf', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-secrets-'));
    file = join(folder, 'secrets.json');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes them once, for the eyes of their owner', () => {
    const made = secretsOf(file);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(secretsOf(file)).to.deep.equal(made);
  });

  it('adds what a later release brought, once, and keeps the others', () => {
    const { internal, ...before } = secretsOf(file);
    writeFileSync(file, JSON.stringify(before));
    const after = secretsOf(file);
    expect(after).to.deep.include(before);
    expect(after.internal)
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(internal);
    expect(secretsOf(file)).to.deep.equal(after);
  });

  it('leaves a file alone that it cannot use', () => {
    for (const words of ['{', '{"redis":"short"}', 'null']) {
      writeFileSync(file, words);
      expect(() => secretsOf(file)).to.throw(file);
      expect(readFileSync(file, 'utf8')).to.equal(words);
    }
  });
});
