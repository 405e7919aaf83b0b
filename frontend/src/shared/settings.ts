/** The choices kept on a device; nothing else goes into its storage. */
type SettingName =
  | 'theme'
  | 'language'
  | 'readsChat'
  | 'recentEmojis'
  | 'replayRate'
  | 'replayVolume'
  | 'replayCaptions'
  | 'replayKeys';

/** What was chosen on this device, or null. Storage may be forbidden; then nothing was chosen. */
export function readSetting(name: SettingName): string | null {
  try {
    return localStorage.getItem(`seodang.${name}`);
  } catch {
    return null;
  }
}

export function writeSetting(name: SettingName, value: string): void {
  try {
    localStorage.setItem(`seodang.${name}`, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Hands on what is chosen in another tab of this device; null is a choice taken back. */
export function followSetting(name: SettingName, follow: (value: string | null) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === `seodang.${name}`) follow(newValue);
  });
}
