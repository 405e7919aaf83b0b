import type { AttachmentView } from '@seodang/contracts/rooms';
import { computed, onScopeDispose, shallowReactive } from 'vue';
import { errorTextKey } from '../../shared/errors.js';
import { chatApi } from '../chat.api.js';
import { newId } from '../../shared/new-id.js';
import { freePlaces } from './composer.rules.js';

/** A picture that is being put into a message. */
export interface Picture {
  readonly key: string;
  readonly name: string;
  /** How much has been sent, from 0 to 1. */
  part: number;
  done: AttachmentView | null;
  /** The key of the text that says why it could not be taken. */
  failure: string | null;
}

const MAX_BYTES = 10 * 1024 * 1024;

/** The pictures of the message that is being written: sent while one writes. */
export function usePictures(roomId: string) {
  const pictures = shallowReactive<Picture[]>([]);
  const sending = new Map<string, AbortController>();

  /** Takes as many as there is room for. Gives whether all were taken. */
  function add(files: readonly File[]): boolean {
    const images = files.filter(({ type }) => type.startsWith('image/'));
    const taken = images.slice(0, freePlaces(pictures.length));
    for (const file of taken) void send(file);
    return taken.length === files.length;
  }

  async function send(file: File): Promise<void> {
    const picture = shallowReactive<Picture>({
      key: newId(),
      name: file.name,
      part: 0,
      done: null,
      failure: file.size > MAX_BYTES ? 'errors.request.too_large' : null,
    });
    pictures.push(picture);
    if (picture.failure !== null) return;
    const stop = new AbortController();
    sending.set(picture.key, stop);
    try {
      const onProgress = (part: number) => (picture.part = part);
      picture.done = await chatApi.attach(roomId, file, { onProgress, signal: stop.signal });
    } catch (error) {
      if (!stop.signal.aborted) picture.failure = errorTextKey(error);
    } finally {
      sending.delete(picture.key);
    }
  }

  function remove(key: string): void {
    sending.get(key)?.abort();
    const at = pictures.findIndex((picture) => picture.key === key);
    if (at >= 0) pictures.splice(at, 1);
  }

  onScopeDispose(() => {
    for (const stop of sending.values()) stop.abort();
  });
  return {
    pictures,
    add,
    remove,
    clear: () => void pictures.splice(0),
    ready: computed(() => pictures.flatMap(({ done }) => (done === null ? [] : [done]))),
    isSending: computed(() => pictures.some(({ done, failure }) => done === null && failure === null)),
  };
}
