import type { OpenPlayer } from './player-port.js';

/** Fetches the code of the player, so that it is here when the replay is known. */
export const fetchPlayer = () => import('./vidstack.adapter.js');

/** The player of this app. */
export const openPlayer: OpenPlayer = async (into, source) => {
  const { VidstackPlayer } = await fetchPlayer();
  return new VidstackPlayer(into, source);
};
