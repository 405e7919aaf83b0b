import type { Options } from './options.js';
import type { Slot } from './slot.js';

/** Where people open the app. */
export interface PublicAddress {
  readonly host: string;
  readonly httpPort: number;
  /** Null unless https was asked for. */
  readonly httpsPort: number | null;
  /** The one origin that the app is served under, as `http://localhost:8080`. */
  readonly origin: string;
  /** Other devices may connect, not only this machine. */
  readonly isOpenToNetwork: boolean;
}

export function publicAddress(slot: Slot, options: Options): PublicAddress {
  const host = options.HOST ?? 'localhost';
  const httpPort = options.PORT ?? slot.ports.publicHttp;
  const httpsPort = options.HTTPS ? (options.HTTPS_PORT ?? slot.ports.publicHttps) : null;
  const origin = new URL(httpsPort === null ? `http://${host}:${httpPort}` : `https://${host}:${httpsPort}`)
    .origin;
  return { host, httpPort, httpsPort, origin, isOpenToNetwork: options.HOST !== undefined };
}
