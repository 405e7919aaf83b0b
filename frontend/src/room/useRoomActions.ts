import { useFullscreen } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';
import type { RoomAction } from './keys/shortcuts.rules.js';
import { useRoomKeys } from './keys/useRoomKeys.js';
import type { MediaSession } from './media/useMediaSession.js';
import type { LayoutMode } from './stage/layout.rules.js';

export type RoomPanel = 'people' | 'chat';

/** What keys and the dock do in the room; without the right to speak, nothing that sends. */
export function useRoomActions(
  { local, session, share }: MediaSession,
  room: Readonly<Ref<HTMLElement | null>>,
  { mark }: { readonly mark: () => void },
) {
  const mode = shallowRef<LayoutMode>('grid');
  /** What stands beside the stage; there is place for one. */
  const panel = shallowRef<RoomPanel | null>(null);
  const helpOpen = shallowRef(false);
  const { toggle: toggleFullScreen } = useFullscreen(room);

  function toggleDevice(kind: 'microphone' | 'camera', on?: boolean): void {
    if (session.maySpeak.value) void local.toggle(kind, on);
  }

  function toggleShare(): void {
    if (share.state.value !== 'off') share.stop();
    else if (share.possible && session.maySpeak.value) void share.start();
  }

  /** Held down, the space bar opens a microphone that is muted; released, it mutes it again. */
  let openedByKey = false;
  function talk(holding: boolean): void {
    const { on, track } = local.state.value.microphone;
    if (track === null || holding === on) return;
    if (!holding && !openedByKey) return;
    openedByKey = holding;
    toggleDevice('microphone', holding);
  }

  function togglePanel(which: RoomPanel): void {
    panel.value = panel.value === which ? null : which;
  }

  const actions: Record<RoomAction, (holding: boolean) => void> = {
    microphone: () => {
      toggleDevice('microphone');
    },
    camera: () => {
      toggleDevice('camera');
    },
    talk,
    chat: () => {
      togglePanel('chat');
    },
    people: () => {
      togglePanel('people');
    },
    layout: () => (mode.value = mode.value === 'grid' ? 'speaker' : 'grid'),
    share: toggleShare,
    mark,
    'full-screen': () => void toggleFullScreen(),
    help: () => (helpOpen.value = true),
    close: () => (panel.value = null),
  };
  useRoomKeys({
    onAction: (action, holding) => {
      actions[action](holding);
    },
  });

  return { mode, panel, helpOpen, actions, toggleDevice };
}
