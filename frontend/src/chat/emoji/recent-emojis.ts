import { readSetting, writeSetting } from '../../shared/settings.js';
import { withRecent } from './emoji.rules.js';

const SEPARATOR = ' ';

/** The emojis used last on this device, the latest first. */
export function recentEmojis(): string[] {
  return (readSetting('recentEmojis') ?? '').split(SEPARATOR).filter(Boolean);
}

export function rememberEmoji(emoji: string): void {
  writeSetting('recentEmojis', withRecent(recentEmojis(), emoji).join(SEPARATOR));
}
