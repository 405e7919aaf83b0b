import { accessTokens } from '../../shared/access-tokens.js';
import { chatApi } from '../chat.api.js';

const MAX_KEPT = 80;

/** Addresses of pictures that were fetched with the access token, the least used first. */
const kept = new Map<string, Promise<string>>();

/** A `blob:` address of a picture in a room; fetched once while it is among the last used. @throws {ApiError} */
export function pictureAddress(attachmentId: string, size: 'full' | 'preview'): Promise<string> {
  const key = `${attachmentId}/${size}`;
  const address = kept.get(key) ?? fetched(key, attachmentId, size);
  kept.delete(key);
  kept.set(key, address);
  if (kept.size > MAX_KEPT) release([...kept.keys()][0]);
  return address;
}

async function fetched(key: string, attachmentId: string, size: 'full' | 'preview'): Promise<string> {
  try {
    return URL.createObjectURL(await chatApi.picture(attachmentId, size));
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}

function release(key: string | undefined): void {
  if (key === undefined) return;
  const address = kept.get(key);
  kept.delete(key);
  address?.then(
    (url) => {
      URL.revokeObjectURL(url);
    },
    () => undefined,
  );
}

// What one person may see is not for the next one at this browser.
accessTokens.onChange((session) => {
  if (session === null) [...kept.keys()].forEach(release);
});
