import { readFileSync } from 'node:fs';

export type Language = 'ko' | 'en';

type Texts = { readonly [key: string]: string | Texts };

const files = new Map<string, Texts>();

function fileOf(language: Language, name: string): Texts {
  const path = new URL(`../../../frontend/src/i18n/${language}/${name}.json`, import.meta.url);
  const known = files.get(path.pathname);
  if (known) return known;
  const texts = JSON.parse(readFileSync(path, 'utf8')) as Texts;
  files.set(path.pathname, texts);
  return texts;
}

function template(language: Language, key: string): string {
  const [file = '', ...path] = key.split('.');
  let found: string | Texts | undefined = fileOf(language, file);
  for (const part of path) found = typeof found === 'object' ? found[part] : undefined;
  if (typeof found !== 'string') throw new Error(`the app has no text ${key} in ${language}`);
  return found;
}

/** What the app says under this key: a text, or a pattern where the text has places to fill. */
export type Word = (key: string, values?: Record<string, string | number>) => string | RegExp;

/** The app's own texts in one language, as a reader of the page meets them. */
export function wordsOf(language: Language): Word {
  return (key, values = {}) => {
    const filled = template(language, key).replace(/\{(\w+)\}/g, (place, name: string) =>
      String(values[name] ?? place),
    );
    if (!/\{\w+\}/.test(filled)) return filled;
    const literal = filled.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^\\s*${literal.join('.+')}\\s*$`);
  };
}
