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

/**
 * A loader for hls.js over its own: what was refused because its link died is asked for once more by a living link, and
 * nobody who watches sees anything of it.
 *
 * @see https://github.com/video-dev/hls.js/blob/master/docs/API.md#loader
 */
export function freshLoader(Base: LoaderClass, { links, onRefused }: LoaderOptions): LoaderClass {
  return class FreshLoader implements Loader<LoaderContext> {
    readonly #config: HlsConfig;
    /** hls.js keeps these from before the first request on, so they have to stay the same object. */
    readonly stats: LoaderStats;
    #inner: Loader<LoaderContext>;
    #isEnded = false;
    context: LoaderContext | null = null;

    constructor(config: HlsConfig) {
      this.#config = config;
      this.#inner = new Base(config);
      this.stats = this.#inner.stats;
    }

    load(context: LoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
      this.context = context;
      const address = links.current(context.url);
      const onError: Callbacks['onError'] = (...failed) => {
        const [{ code }] = failed;
        if (!isExpired(code)) {
          callbacks.onError(...failed);
          return;
        }
        void this.#again(address, { context, config, callbacks }, () => {
          callbacks.onError(...failed);
        });
      };
      this.#inner.load({ ...context, url: address }, config, { ...this.#named(context, callbacks), onError });
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

    async #again(
      refused: string,
      request: {
        context: LoaderContext;
        config: LoaderConfiguration;
        callbacks: Callbacks;
      },
      giveUp: () => void,
    ): Promise<void> {
      const { context, config, callbacks } = request;
      const playlist = 'frag' in context ? (context.frag as { baseurl: string }).baseurl : undefined;
      const fresh = await links.renewed(refused, playlist).catch((error: unknown) => {
        onRefused(error);
        return null;
      });
      if (this.#isEnded) return;
      if (fresh === null) {
        giveUp();
        return;
      }
      this.#inner = new Base(this.#config);
      this.#inner.load({ ...context, url: fresh }, config, this.#named(context, callbacks));
    }

    /** hls.js knows a request again by its context, and reads the figures that it has been given at first. */
    #named(context: LoaderContext, callbacks: Callbacks): Callbacks {
      const kept = (stats: LoaderStats) => (stats === this.stats ? stats : Object.assign(this.stats, stats));
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
  };
}
