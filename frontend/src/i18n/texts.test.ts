import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LeaveReason } from '@seodang/contracts/attendance';
import { ERRORS } from '@seodang/contracts/errors';
import { expect } from 'chai';
import { messages as en } from './en.js';
import { messages as ko } from './ko.js';

type Texts = { [key: string]: string | Texts };

const source = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const korean = flat(ko);
const english = flat(en);
/** Names in braces that a text puts values into. */
const slots = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('texts', () => {
  it('have the same keys in Korean and English', () => {
    expect([...english.keys()].sort()).to.deep.equal([...korean.keys()].sort());
  });

  it('take the same values in both languages', () => {
    // Counted forms may leave the number out, as "once" does; the last form has it.
    const lastForm = (text: string | undefined) => slots((text ?? '').split(' | ').at(-1) ?? '');
    const different = [...korean].filter(
      ([key, text]) => lastForm(text).join() !== lastForm(english.get(key)).join(),
    );
    expect(different.map(([key]) => key)).to.deep.equal([]);
  });

  it('are never empty', () => {
    expect([...korean, ...english].filter(([, text]) => text.trim() === '')).to.deep.equal([]);
  });

  it('name every error that the server can answer', () => {
    const missing = Object.keys(ERRORS).filter((code) => !korean.has(`errors.${code}`));
    expect(missing).to.deep.equal([]);
  });

  it('name every reason to leave', () => {
    const missing = LeaveReason.options.filter((reason) => !korean.has(`attendance.reasons.${reason}`));
    expect(missing).to.deep.equal([]);
  });

  it('exist for every key that a screen names', () => {
    const named = files.flatMap(({ name, text }) =>
      [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => ({ name, key: match[1] ?? '' })),
    );
    expect(named.filter(({ key }) => !korean.has(key))).to.deep.equal([]);
  });

  it('are each used by some screen', () => {
    const code = files.map(({ text }) => text).join('\n');
    const starts = [...code.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const unused = [...korean.keys()].filter(
      (key) => !code.includes(`'${key}'`) && !starts.some((start) => key.startsWith(start)),
    );
    expect(unused).to.deep.equal([]);
  });

  it('are not written into templates', () => {
    const withoutComments = (text: string) =>
      text.replaceAll(/<!--.*?-->|\/\*.*?\*\/|^\s*\/\/.*$/gms, '').replaceAll(/\/\/.*$/gm, '');
    const hangul = files.filter(
      ({ name, text }) => name.endsWith('.vue') && /[가-힣]/.test(withoutComments(text)),
    );
    expect(hangul.map(({ name }) => name)).to.deep.equal([]);
  });
});
