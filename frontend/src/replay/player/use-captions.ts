import type { ReplayView } from '@seodang/contracts/replay';
import { computed, shallowRef, watch, type Ref } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';
import type { ReplayPlayer } from './player-port.js';

interface CaptionsOptions {
  readonly player: Readonly<Ref<ReplayPlayer | null>>;
  readonly replay: Readonly<Ref<ReplayView>>;
  readonly renew: () => Promise<ReplayView>;
  /** The language of the page: captions in it come first. */
  readonly locale: () => string;
}

/** Captions of a replay: which there are, and which are shown. The choice is kept on this device. */
export function useCaptions({ player, replay, renew, locale }: CaptionsOptions) {
  const all = computed(() => replay.value.links.captions);
  const has = (lang: string | null) => all.value.some((one) => one.lang === lang);
  const wanted = shallowRef(readSetting('replayCaptions'));
  const shown = computed(() => (has(wanted.value) ? wanted.value : null));

  async function show(lang: string | null): Promise<void> {
    const isDead = Date.parse(replay.value.links.expiresAt) < Date.now();
    const { links } = isDead ? await renew() : replay.value;
    if (lang !== shown.value) return;
    player.value?.chooseCaptions(links.captions.find((one) => one.lang === lang) ?? null);
  }

  watch(
    [player, shown],
    ([ready, lang]) => {
      if (ready !== null) void show(lang).catch(() => undefined);
    },
    { immediate: true },
  );

  function choose(lang: string | null): void {
    wanted.value = lang;
    writeSetting('replayCaptions', lang ?? '');
  }

  return {
    all,
    shown,
    choose,
    toggle: () => {
      const best = all.value.find(({ lang }) => lang.startsWith(locale())) ?? all.value[0];
      choose(shown.value === null ? (best?.lang ?? null) : null);
    },
  };
}

export type CaptionsChoice = ReturnType<typeof useCaptions>;
