import type { Language } from '@seodang/contracts/identity';
import { nextTick } from 'vue';
import { createI18n } from 'vue-i18n';
import { followSetting, readSetting, writeSetting } from '../shared/settings.js';

const loaders = {
  ko: () => import('./ko.js'),
  en: () => import('./en.js'),
} satisfies Record<Language, () => Promise<{ messages: object }>>;

export const languages = Object.keys(loaders) as Language[];

export const i18n = createI18n({
  legacy: false,
  locale: 'ko',
  messages: {},
  fallbackWarn: false,
});

/** The language to begin with: what was chosen here before, else the browser's, else Korean. */
export function firstLanguage(preferred: readonly string[] = navigator.languages): Language {
  const saved = readSetting('language');
  const wanted = [saved, ...preferred].map((tag) => tag?.slice(0, 2));
  return (
    languages.find((language) => language === wanted.find((tag) => tag === 'ko' || tag === 'en')) ?? 'ko'
  );
}

/** Remembers a choice on this device, and shows the app in it. */
export async function chooseLanguage(language: Language): Promise<void> {
  writeSetting('language', language);
  await showLanguage(language);
}

/** Shows the app in the language that is chosen in another tab, too. */
export function followLanguage(): void {
  followSetting('language', (value) => {
    const chosen = languages.find((language) => language === value);
    if (chosen !== undefined) void showLanguage(chosen);
  });
}

/** Shows the app in the language of somebody's account, unless another was chosen on this device. */
export async function showLanguageOf(user: { language: Language }): Promise<void> {
  if (readSetting('language') === null) await showLanguage(user.language);
}

/** Loads a language's texts if need be, then shows the app in it. */
export async function showLanguage(language: Language): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    const { messages } = await loaders[language]();
    i18n.global.setLocaleMessage(language, messages as never);
  }
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  await nextTick();
}
