import type { ErrorCode } from '@seodang/contracts/errors';

export type StompErrorCode = Extract<ErrorCode, `stomp.${string}`>;

/** Close codes of WebSocket that this server uses. @see RFC 6455 §7.4.1, and 1012 in IANA's registry */
export const CLOSE = {
  normal: 1000,
  protocolError: 1002,
  policy: 1008,
  tooLarge: 1009,
  failed: 1011,
  restart: 1012,
} as const;
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** What a client did against the protocol or the limits: it hears an ERROR, and the connection ends. */
export class StompError extends Error {
  override readonly name = 'StompError';

  constructor(
    readonly code: StompErrorCode,
    /** For who writes the client; public. */
    readonly detail: string,
    readonly closeCode: CloseCode,
  ) {
    super(detail);
  }
}

export function malformed(detail: string): StompError {
  return new StompError('stomp.malformed', detail, CLOSE.protocolError);
}

export function tooLarge(detail: string): StompError {
  return new StompError('stomp.too_much', detail, CLOSE.tooLarge);
}

export function tooMuch(detail: string): StompError {
  return new StompError('stomp.too_much', detail, CLOSE.policy);
}
