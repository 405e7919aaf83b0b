import type { OpenPlayer } from './player-port.js';

/** The player of this app, fetched when the first replay is opened. */
export const openPlayer: OpenPlayer = async (into, source) => {
  const { VidstackPlayer } = await import('./vidstack.adapter.js');
  return new VidstackPlayer(into, source);
};
