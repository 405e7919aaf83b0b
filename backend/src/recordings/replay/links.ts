import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Now } from '@seodang/server-kit/clock';
import { viewerFromText, viewerToText, type Viewer } from './viewer.js';

export const LINK_SEC = 600;

const BYTES = 16;
const TOKEN = /^([\w~-]{1,140})\.([0-9a-z]{1,9})\.([\w-]{22})$/;

/**
 * Links to files of a recording, each for one viewer, one path and ten minutes. The path names the recording, so the signature
 * covers it as well.
 */
export class MediaLinks {
  readonly #keys: readonly Buffer[];
  readonly #now: Now;

  /** @param secrets The first signs, all of them verify: so that one can be changed without a gap. */
  constructor({ secrets, now }: { secrets: readonly string[]; now: Now }) {
    this.#keys = secrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'seodang media links', 32)),
    );
    this.#now = now;
  }

  /** When a link that is made now dies. */
  expiry(): Date {
    return new Date((Math.floor(this.#now().getTime() / 1000) + LINK_SEC) * 1000);
  }

  /** @returns the path with its token behind it. */
  sign(path: string, viewer: Viewer): string {
    const who = viewerToText(viewer);
    const expiry = (this.expiry().getTime() / 1000).toString(36);
    const [key] = this.#keys;
    if (!key) throw new RangeError('there is no key to sign with');
    return `${path}?t=${who}.${expiry}.${mac(key, { path, who, expiry }).toString('base64url')}`;
  }

  /** Whom the link was made for; null when it was not made here for this path, or is too old. */
  read(path: string, token: string): Viewer | null {
    const [, who = '', expiry = '', shown = ''] = TOKEN.exec(token) ?? [];
    const seen = Buffer.from(shown, 'base64url');
    if (seen.length !== BYTES) return null;
    const good = this.#keys.filter((key) => timingSafeEqual(mac(key, { path, who, expiry }), seen));
    if (good.length === 0 || parseInt(expiry, 36) * 1000 <= this.#now().getTime()) return null;
    return viewerFromText(who);
  }
}

function mac(key: Buffer, { path, who, expiry }: { path: string; who: string; expiry: string }): Buffer {
  return createHmac('sha256', key).update(`${path}\n${who}\n${expiry}`).digest().subarray(0, BYTES);
}
