import { toasts } from './ui/toasts.js';

/**
 * Puts text on the clipboard and says what came of it: browsers refuse that on pages that are not safe, or when somebody
 * does not allow it.
 *
 * @param words Told when it is there, and when it is not.
 */
export async function copyText(text: string, words: { done: string; refused: string }): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show({ tone: 'good', text: words.done });
  } catch {
    toasts.show({ tone: 'bad', text: words.refused });
  }
}
