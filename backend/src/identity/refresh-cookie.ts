import { parse, serialize } from 'cookie';
import type { Request, Response } from 'express';
import { isRefreshToken } from './refresh-token.js';

/** Browsers keep `Secure` cookies of these plain-http hosts too, as they never leave the machine. */
const LOCAL = /^(localhost|127(\.\d{1,3}){3})$/;

/** The cookie that holds the refresh token: out of reach of scripts, sent to our own site only. */
export class RefreshCookie {
  readonly isSecure: boolean;
  readonly #name: string;

  /** @param publicOrigin Where browsers see us; over plain http to another host the cookie has to go unprotected. */
  constructor(publicOrigin: string) {
    const { protocol, hostname } = new URL(publicOrigin);
    this.isSecure = protocol === 'https:' || LOCAL.test(hostname);
    this.#name = this.isSecure ? '__Host-seodang-refresh' : 'seodang-refresh';
  }

  read(req: Request): string | null {
    const token = parse(req.get('cookie') ?? '')[this.#name];
    return token !== undefined && isRefreshToken(token) ? token : null;
  }

  set(res: Response, token: string, expires: Date): void {
    res.append('Set-Cookie', this.#format(token, expires));
  }

  clear(res: Response): void {
    res.append('Set-Cookie', this.#format('', new Date(0)));
  }

  #format(value: string, expires: Date): string {
    const { isSecure: secure } = this;
    return serialize(this.#name, value, { expires, secure, httpOnly: true, sameSite: 'strict', path: '/' });
  }
}
