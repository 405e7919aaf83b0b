/** What a client may send. @see STOMP 1.2 "Augmented BNF" */
export const CLIENT_COMMANDS = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
] as const;
export type ClientCommand = (typeof CLIENT_COMMANDS)[number];
export type ServerCommand = 'CONNECTED' | 'MESSAGE' | 'RECEIPT' | 'ERROR';

export type Headers = ReadonlyMap<string, string>;

/** One frame as it came: of headers that were repeated the first holds. */
export interface Frame {
  readonly command: ClientCommand;
  readonly headers: Headers;
  /** Octets; empty for everything but SEND. */
  readonly body: Buffer;
}

const commands: ReadonlySet<string> = new Set(CLIENT_COMMANDS);

export function isClientCommand(word: string): word is ClientCommand {
  return commands.has(word);
}
