import { readonly, ref } from 'vue';
import { followSetting, readSetting, writeSetting } from './settings.js';

export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

const saved = readSetting('theme');
const current = ref<Theme>(themes.find((theme) => theme === saved) ?? 'system');

/** The theme chosen on this device. */
export const theme = readonly(current);

/** Shows the app in a theme (`system` follows the device) and remembers it. */
export function setTheme(chosen: Theme): void {
  showTheme(chosen);
  writeSetting('theme', chosen);
}

/** Shows the theme that is chosen in another tab, too. */
export function followTheme(): void {
  followSetting('theme', (value) => {
    const chosen = themes.find((theme) => theme === value);
    if (chosen !== undefined) showTheme(chosen);
  });
}

function showTheme(chosen: Theme): void {
  current.value = chosen;
  document.documentElement.dataset.theme = chosen;
}
