import { escape } from './escape.js';
import type { ServerCommand } from './frame.js';
import type { Version } from './version.js';

/**
 * A frame of the server as text. Nothing is escaped in CONNECTED; `content-length` is added to what has a body.
 *
 * @see STOMP 1.2 "Value Encoding"
 */
export function serialise(
  command: ServerCommand,
  headers: Readonly<Record<string, string>>,
  { version, body = '' }: { readonly version: Version; readonly body?: string },
): string {
  const write = command === 'CONNECTED' ? withoutLineEnds : (text: string) => escape(text, version);
  let text = `${command}\n`;
  for (const [name, value] of Object.entries(headers)) text += `${write(name)}:${write(value)}\n`;
  if (body !== '') text += `content-length:${Buffer.byteLength(body)}\n`;
  return `${text}\n${body}\0`;
}

function withoutLineEnds(text: string): string {
  return text.replaceAll(/[\n\r]/g, ' ');
}

/** A message before it is known who reads it. */
export interface Message {
  readonly id: string;
  readonly destination: string;
  /** JSON. */
  readonly body: string;
  readonly bodyBytes: number;
  /** The receipt that will not come, on a reply to a frame that was refused. */
  readonly receiptId?: string;
}

/**
 * A MESSAGE, once for all who read it under the same subscription id.
 *
 * @param subscriptionId As it stands on the wire: escaped for the reader's version.
 * @param more Lines of further headers, escaped and ended.
 */
export function messageText(message: Message, subscriptionId: string, more = ''): string {
  return (
    `MESSAGE\nsubscription:${subscriptionId}\nmessage-id:${message.id}\ndestination:${message.destination}\n` +
    `content-type:application/json\n${more}content-length:${message.bodyBytes}\n\n${message.body}\0`
  );
}
