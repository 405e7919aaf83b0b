import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from 'hls.js';
import type { FreshLinks } from './fresh-links.js';
import { isExpired } from './fresh-links.rules.js';

type LoaderClass = new (config: HlsConfig) => Loader<LoaderContext>;
type Callbacks = LoaderCallbacks<LoaderContext>;

interface LoaderOptions {
  readonly links: FreshLinks;
  /** Told why no new link was to be had. */
  readonly onRefused: (error: unknown) => void;
}

interface Request {
  readonly context: LoaderContext;
  readonly config: LoaderConfiguration;
  readonly callbacks: Callbacks;
}

/**
 * A loader for hls.js over its own: what was refused because its link died is asked for once more by a living link, and
 * nobody who watches sees anything of it.
 *
 * @see https://github.com/video-dev/hls.js/blob/master/docs/API.md#loader
 */
export function freshLoader(Base: LoaderClass, options: LoaderOptions): LoaderClass {
  return class extends FreshLoader {
    constructor(config: HlsConfig) {
      super(() => new Base(config), options);
    }
  };
}

class FreshLoader implements Loader<LoaderContext> {
  readonly #make: () => Loader<LoaderContext>;
  readonly #options: LoaderOptions;
  #inner: Loader<LoaderContext>;
  #isEnded = false;
  context: LoaderContext | null = null;
  /** hls.js keeps these from before the first request on, so they have to stay the same object. */
  readonly stats: LoaderStats;

  constructor(make: () => Loader<LoaderContext>, options: LoaderOptions) {
    this.#make = make;
    this.#options = options;
    this.#inner = make();
    this.stats = this.#inner.stats;
  }

  load(context: LoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
    this.context = context;
    const url = this.#options.links.current(context.url);
    const onError: Callbacks['onError'] = (...failed) => {
      const giveUp = () => {
        callbacks.onError(...failed);
      };
      if (isExpired(failed[0].code)) void this.#again(url, { context, config, callbacks }, giveUp);
      else giveUp();
    };
    const named = callbacksFor(context, callbacks, this.stats);
    this.#inner.load({ ...context, url }, config, { ...named, onError });
  }

  abort(): void {
    this.#isEnded = true;
    this.#inner.abort();
  }

  destroy(): void {
    this.#isEnded = true;
    this.context = null;
    this.#inner.destroy();
  }

  getCacheAge(): number | null {
    return this.#inner.getCacheAge?.() ?? null;
  }

  getResponseHeader(name: string): string | null {
    return this.#inner.getResponseHeader?.(name) ?? null;
  }

  async #again(refused: string, request: Request, giveUp: () => void): Promise<void> {
    const { links, onRefused } = this.#options;
    const { context, config, callbacks } = request;
    const playlist = 'frag' in context ? (context.frag as { baseurl: string }).baseurl : undefined;
    const url = await links.renewed(refused, playlist).catch((error: unknown) => {
      onRefused(error);
      return null;
    });
    if (this.#isEnded) return;
    if (url === null) {
      giveUp();
      return;
    }
    this.#inner = this.#make();
    this.#inner.load({ ...context, url }, config, callbacksFor(context, callbacks, this.stats));
  }
}

/** hls.js knows a request again by its context, and reads the figures that it has been given at first. */
function callbacksFor(context: LoaderContext, callbacks: Callbacks, first: LoaderStats): Callbacks {
  const kept = (stats: LoaderStats) => (stats === first ? stats : Object.assign(first, stats));
  const { onAbort, onProgress } = callbacks;
  const aborted: Callbacks['onAbort'] =
    onAbort &&
    ((stats, _context, details) => {
      onAbort(kept(stats), context, details);
    });
  const progressed: Callbacks['onProgress'] =
    onProgress &&
    ((stats, _context, data, details) => {
      onProgress(kept(stats), context, data, details);
    });
  return {
    onSuccess: (response, stats, _context, details) => {
      callbacks.onSuccess(response, kept(stats), context, details);
    },
    onError: (error, _context, details, stats) => {
      callbacks.onError(error, context, details, kept(stats));
    },
    onTimeout: (stats, _context, details) => {
      callbacks.onTimeout(kept(stats), context, details);
    },
    ...(aborted && { onAbort: aborted }),
    ...(progressed && { onProgress: progressed }),
  };
}
