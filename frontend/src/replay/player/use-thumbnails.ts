import type { ReplayView } from '@seodang/contracts/replay';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { thumbnailAt, thumbnailsOf, type Thumbnail } from './thumbnails.rules.js';

const TIMEOUT_MS = 15_000;

/**
 * Small pictures of a replay by position. They are fetched when `load` is called first, all at once while their links
 * live; without them, nothing else is missing.
 */
export function useThumbnails(
  replay: Readonly<Ref<Pick<ReplayView, 'links' | 'playlistStartMs'> | undefined>>,
) {
  const thumbnails = shallowRef<readonly Thumbnail[]>([]);
  const pictures: string[] = [];
  const ended = new AbortController();
  let isAsked = false;

  async function fetchAll(address: string): Promise<void> {
    const base = new URL(address, location.href).href;
    const found = thumbnailsOf(await (await get(base)).text(), base);
    const sprites = new Map<string, string>();
    for (const image of new Set(found.map((one) => one.image))) {
      const picture = URL.createObjectURL(await (await get(image)).blob());
      pictures.push(picture);
      sprites.set(image, picture);
    }
    thumbnails.value = found.map((one) => ({ ...one, image: sprites.get(one.image) ?? one.image }));
  }

  async function get(address: string): Promise<Response> {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(`the thumbnails are answered by ${response.status}`);
    return response;
  }

  function load(): void {
    const address = replay.value?.links.thumbnails ?? null;
    if (isAsked || address === null) return;
    isAsked = true;
    void fetchAll(address).catch(() => {
      // The next look tries again, by then perhaps with living links.
      isAsked = false;
    });
  }

  watch(
    () => replay.value?.links.thumbnails,
    (now, before) => {
      if (now !== before && thumbnails.value.length === 0) isAsked = false;
    },
  );
  onScopeDispose(() => {
    ended.abort();
    for (const picture of pictures) URL.revokeObjectURL(picture);
  });

  return {
    load,
    thumbnails,
    /** The picture of a position. */
    at: (positionMs: number): Thumbnail | null =>
      thumbnailAt(thumbnails.value, positionMs - (replay.value?.playlistStartMs ?? 0)),
  };
}

export type Thumbnails = ReturnType<typeof useThumbnails>;
