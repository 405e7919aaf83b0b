import type { JoinTicket } from '@seodang/contracts/lessons';
import { useEventListener } from '@vueuse/core';
import { onScopeDispose, shallowRef, watch } from 'vue';
import { roomApi, type RoomApi } from '../room.api.js';
import { deviceMemory, type DeviceMemory } from './device-memory.js';
import { LessonSession } from './lesson-session.js';
import { LocalMedia, type CameraShape } from './local-media.js';
import type { MediaPort } from './media-port.js';
import { openviduPort } from './openvidu.adapter.js';
import { PresenceBeats } from './presence-beats.js';
import { ScreenShare } from './screen-share.js';
import { isInside, isOver } from './session.rules.js';

export interface MediaSessionDeps {
  readonly port: MediaPort;
  readonly api: Pick<RoomApi, 'join' | 'beat' | 'sayLeaving'>;
  /** Undefined on a page without https. */
  readonly media: MediaDevices | undefined;
  readonly memory: DeviceMemory;
  readonly now: () => number;
  readonly wait: (ms: number, done: () => void) => void;
  readonly onShareTrouble: (error: unknown) => void;
}

/** The browser's own devices and clock, and the media server behind `/openvidu`. */
export function browserDeps(lessonId: string, onShareTrouble: (error: unknown) => void): MediaSessionDeps {
  return {
    port: openviduPort(lessonId),
    api: roomApi,
    media: navigator.mediaDevices,
    memory: deviceMemory,
    now: () => performance.now(),
    wait: (ms, done) => void setTimeout(done, ms),
    onShareTrouble,
  };
}

export type MediaSession = ReturnType<typeof useMediaSession>;

/**
 * One's own part in a live lesson, from the choice of devices to the end: camera, microphone, connection, shared
 * screen and signs of life. Everything is let go when the scope ends or the page is hidden for good.
 */
export function useMediaSession(lessonId: string, deps: MediaSessionDeps) {
  const local = new LocalMedia(deps.media, deps.memory);
  const ticket =
    (kind: 'camera' | 'screen') =>
    (renews?: string): Promise<JoinTicket> =>
      deps.api.join(lessonId, kind, renews);
  const session = new LessonSession({ ...deps, local, ticket: ticket('camera') });
  const share = new ScreenShare({ ...deps, ticket: ticket('screen'), onTrouble: deps.onShareTrouble });
  const beats = new PresenceBeats({
    beat: (connectionId) => deps.api.beat(lessonId, connectionId),
    onLessonEnded: () => {
      session.send({ type: 'lesson-ended' });
    },
    now: deps.now,
  });

  const silent = shallowRef(false);

  watch(
    [session.state, silent],
    ([state]) => {
      beats.follow(state.phase === 'live' && !silent.value ? state.connectionId : null);
      if (isOver(state)) {
        share.stop();
        local.rest();
      }
    },
    { flush: 'sync' },
  );

  /** Goes in from the lobby, or once more after having left, been moved or failed. */
  async function enter(shape: CameraShape): Promise<void> {
    if (isOver(session.state.value)) await local.open(shape);
    session.send({ type: 'enter' });
  }

  function leave(): void {
    const state = session.state.value;
    if (isInside(state) && 'connectionId' in state) {
      deps.api.sayLeaving(lessonId, state.connectionId).catch(() => undefined);
    }
    session.send({ type: 'leave' });
  }

  usePageLife({ leave, session, beats });
  onScopeDispose(() => {
    leave();
    session.dispose();
    // The watcher above is stopped before this is called.
    beats.follow(null);
    share.stop();
    local.close();
  });

  return {
    local,
    session,
    share,
    unansweredSinceMs: beats.unansweredSinceMs,
    /** No signs of life while true: a lesson that is just being ended would refuse them. */
    silent,
    /** Opens the devices for the lobby. */
    async prepare(shape: CameraShape): Promise<void> {
      await local.open(shape);
      session.send({ type: 'devices-settled' });
    },
    enter,
    leave,
  };
}

interface PageLife {
  readonly leave: () => void;
  readonly session: LessonSession;
  readonly beats: PresenceBeats;
}

/** What the browser tells about the page and the network. */
function usePageLife({ leave, session, beats }: PageLife): void {
  useEventListener(window, 'pagehide', leave);
  useEventListener(window, 'offline', () => {
    beats.suspect();
  });
  useEventListener(window, 'online', () => {
    if (session.state.value.phase === 'rejoining') session.send({ type: 'try-now' });
  });
}
