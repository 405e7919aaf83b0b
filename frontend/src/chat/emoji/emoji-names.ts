import type { Language } from '@seodang/contracts/identity';
import type { NamedEmoji } from './emoji.rules.js';

/** Each a file of its own; the build leaves in them what is shown or searched. */
const loaders = {
  ko: () => import('emojibase-data/ko/data.json'),
  en: () => import('emojibase-data/en/data.json'),
} satisfies Record<Language, () => Promise<{ default: readonly NamedEmoji[] }>>;

/** All emojis in Unicode's order, named in a language. */
export async function loadEmojis(language: string): Promise<readonly NamedEmoji[]> {
  return (await loaders[language === 'ko' ? 'ko' : 'en']()).default;
}
