import { isExpired, linksOf, pathOf } from './fresh-links.rules.js';

/** A link that was refused, and no other is to be had. */
export class LinkRefused extends Error {
  override readonly name = 'LinkRefused';

  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

interface FreshLinksDeps {
  /** A new address of the playlist of all renditions. */
  readonly renew: () => Promise<string>;
  readonly fetch: typeof fetch;
}

const READ_TIMEOUT_MS = 10_000;

/**
 * Addresses that die after some minutes, and their successors. The path of a file never changes, so whoever holds a dead
 * address gets the living one of the same path; playlists are read again only when somebody asks.
 */
export class FreshLinks {
  readonly #deps: FreshLinksDeps;
  /** By path: the newest address. */
  readonly #links = new Map<string, string>();
  /** Paths of playlists that were read since the last renewal. */
  readonly #read = new Set<string>();
  #renewal: Promise<void> | null = null;

  constructor(deps: FreshLinksDeps) {
    this.#deps = deps;
  }

  /** The newest address of a file that is known; the same one when nothing newer is. */
  current(address: string): string {
    return this.#links.get(pathOf(address)) ?? address;
  }

  /**
   * Another address of a file after one was refused; null when there is none.
   *
   * @param refused  The dead address.
   * @param playlist The playlist that named it, when that is not the one of all renditions.
   * @throws what `renew` throws.
   */
  async renewed(refused: string, playlist?: string): Promise<string | null> {
    const known = this.current(refused);
    if (known !== refused) return known;
    const named = await this.#findIn(playlist, refused);
    if (named !== null) return named;
    await this.#renewAll();
    if (this.#links.has(pathOf(refused))) return this.#newer(refused);
    return this.#findIn(playlist, refused);
  }

  /**
   * The text behind an address, by a new one if need be.
   *
   * @throws {LinkRefused} or what `renew` throws, or what fetch does.
   */
  async text(address: string): Promise<string> {
    const first = await this.#fetch(this.current(address));
    if (!isExpired(first.status)) return textOf(first);
    const fresh = await this.renewed(this.current(address));
    if (fresh === null) throw new LinkRefused(first.status);
    return textOf(await this.#fetch(fresh));
  }

  #newer(refused: string): string | null {
    const known = this.current(refused);
    return known === refused ? null : known;
  }

  /** Looks into the playlist that named a file, unless that was done since the last renewal. */
  async #findIn(playlist: string | undefined, refused: string): Promise<string | null> {
    if (playlist === undefined) return null;
    const address = this.#links.get(pathOf(playlist));
    if (address === undefined || this.#read.has(pathOf(playlist))) return null;
    this.#read.add(pathOf(playlist));
    await this.#learn(address).catch(() => undefined);
    return this.#newer(refused);
  }

  #renewAll(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew(): Promise<void> {
    const address = new URL(await this.#deps.renew(), location.href).href;
    this.#links.clear();
    this.#read.clear();
    this.#links.set(pathOf(address), address);
    await this.#learn(address);
  }

  async #learn(address: string): Promise<void> {
    const text = await textOf(await this.#fetch(address));
    for (const [path, link] of linksOf(text, address)) this.#links.set(path, link);
  }

  #fetch(address: string): Promise<Response> {
    return this.#deps.fetch(address, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  }
}

async function textOf(response: Response): Promise<string> {
  if (!response.ok) throw new LinkRefused(response.status);
  return response.text();
}
