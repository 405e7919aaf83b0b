import { defineComponent, h, provide } from 'vue';
import { useRoute } from 'vue-router';
import { useSession } from '../src/identity/index.js';
import { playerKey } from '../src/replay/player/open-player.js';
import ReplayPage from '../src/replay/ReplayPage.vue';
import { accessTokens } from '../src/shared/access-tokens.js';
import { aSession } from './factories.js';
import { drawn, until } from './mount.js';
import { usePages, type Routes } from './page.js';
import { aReplay, fakePlayers, RECORDING_ID } from './replay.js';
import { json } from './server.js';

export const REPLAY = `GET /recordings/${RECORDING_ID}/replay`;
export const BOOKMARKS = `/recordings/${RECORDING_ID}/bookmarks`;
export const LESSON = aReplay().lesson.id;

/** A key on the page, whatever has the focus. */
export const press = (key: string, code = `Key${key.toUpperCase()}`) =>
  window.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));

/** Opens the page of a replay with a player that plays nothing. */
export function useReplayPage() {
  const pages = usePages();

  async function open(routes: Routes, { isSignedIn = true, query = {} } = {}) {
    const players = fakePlayers();
    const around = defineComponent(() => {
      provide(playerKey, players.maker);
      const session = useSession();
      const route = useRoute();
      if (isSignedIn) accessTokens.set(aSession());
      // As the guard of the router has it: who somebody is, is known before a page is shown.
      return () =>
        route.name === 'replay' && session.isSignedIn === isSignedIn
          ? h(ReplayPage, { id: RECORDING_ID })
          : null;
    });
    const answers = {
      [`GET ${BOOKMARKS}`]: () => json({ items: [] }),
      [`GET /lessons/${LESSON}/attendance`]: () =>
        json({ lessonId: LESSON, startedAt: null, endedAt: null, people: [] }),
      [`PUT /recordings/${RECORDING_ID}/progress`]: ({ body }: { body: unknown }) =>
        json({ ...(body as object), watchedPercent: 1, watched: [] }),
    };
    const opened = pages.open(around, { ...answers, ...routes }, { isSignedIn: false });
    await opened.page.router.push({ name: 'replay', params: { id: RECORDING_ID }, query });
    return { ...opened, players };
  }

  async function watch(view = aReplay(), routes: Routes = {}) {
    const opened = await open({ [REPLAY]: () => json(view), ...routes });
    await until(() => opened.players.made.length > 0, 'the player');
    const [player] = opened.players.made;
    if (player === undefined) throw new Error('there is no player');
    await drawn();
    return { ...opened, player };
  }

  return { open, watch, close: pages.close };
}
