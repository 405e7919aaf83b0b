/**
 * The addresses that a playlist names, by their path: of the same file, only the signature in the query changes.
 *
 * @param playlist Text of an HLS playlist.
 * @param base     Where it was read from.
 * @see RFC 8216 §4.1, §4.3.2.5
 */
export function linksOf(playlist: string, base: string): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const line of playlist.split(/\r?\n/)) {
    const named = line.startsWith('#') ? /\bURI="([^"]+)"/.exec(line)?.[1] : line.trim();
    if (named === undefined || named === '') continue;
    const address = new URL(named, base);
    links.set(pathOf(address), address.href);
  }
  return links;
}

/** What of an address stays the same when it is signed anew. */
export function pathOf(address: string | URL): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

/**
 * Answers that say that a link is no longer good, as far as one may ask for another: it died, or its file made way for one that
 * was made anew.
 */
export function isExpired(status: number): boolean {
  return [401, 403, 404, 410].includes(status);
}
