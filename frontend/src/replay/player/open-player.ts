import type { InjectionKey } from 'vue';
import type { OpenPlayer } from './player-port.js';

export interface PlayerMaker {
  readonly open: OpenPlayer;
  /** Fetches the code of the player, so that it is here when the replay is known. */
  readonly prefetch: () => void;
}

const fetchPlayer = () => import('./vidstack.adapter.js');

/** The player of this app. */
export const browserPlayer: PlayerMaker = {
  open: async (into, source) => {
    const { VidstackPlayer } = await fetchPlayer();
    return new VidstackPlayer(into, source);
  },
  prefetch: () => {
    // A failure is told when the player is opened.
    fetchPlayer().catch(() => undefined);
  },
};

/** Provided in place of the app's own player. */
export const playerKey: InjectionKey<PlayerMaker> = Symbol('player');
