import { onScopeDispose, watch, type Ref } from 'vue';
import type { MediaConnection } from '../media/media-port.js';

/** Where a tile's picture comes from: a track of one's own, or a stream of a connection. */
export interface VideoSource {
  readonly track: MediaStreamTrack | null;
  readonly connection: MediaConnection | null;
  readonly streamId: string | null;
}

/**
 * Plays a source in an element that stays the same for the tile's life, so that no picture flickers when tiles move.
 *
 * @param onBlocked The browser wants a click before it plays sound.
 */
export function useTileVideo(
  element: Readonly<Ref<HTMLVideoElement | null>>,
  source: () => VideoSource,
  onBlocked: () => void,
): void {
  const play = () => {
    element.value?.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked();
    });
  };
  watch(
    [element, () => source().track, () => source().connection, () => source().streamId] as const,
    ([video, track, connection, streamId]) => {
      if (video === null) return;
      video.addEventListener('loadedmetadata', play);
      if (connection !== null && streamId !== null) connection.show(streamId, video);
      else video.srcObject = track === null ? null : new MediaStream([track]);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => {
    if (element.value !== null) element.value.srcObject = null;
  });
}
