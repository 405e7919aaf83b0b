import { malformed } from './stomp-error.js';
import type { Version } from './version.js';

const MEANING: Readonly<Record<string, string>> = { '\\n': '\n', '\\c': ':', '\\\\': '\\', '\\r': '\r' };
const ESCAPE: Readonly<Record<string, string>> = { '\n': '\\n', ':': '\\c', '\\': '\\\\', '\r': '\\r' };

/**
 * Reads the name or the value of a header as a client wrote it.
 *
 * @throws {StompError} for an escape that the version does not know: STOMP 1.2 "Value Encoding" calls it fatal.
 */
export function unescape(text: string, version: Version): string {
  if (version === '1.0' || !text.includes('\\')) return text;
  return text.replaceAll(/\\[^]?/g, (escape) => {
    const meaning = MEANING[escape];
    if (meaning === undefined || (escape === '\\r' && version === '1.1')) {
      throw malformed(`unknown escape in a header: ${JSON.stringify(escape)}`);
    }
    return meaning;
  });
}

/** Writes the name or the value of a header so that it stays one line; 1.0 knows no escapes and loses line breaks. */
export function escape(text: string, version: Version): string {
  if (!/[\n\r:\\]/.test(text)) return text;
  if (version === '1.0') return text.replaceAll(/[\n\r]/g, ' ');
  return text.replaceAll(version === '1.1' ? /[\n:\\]/g : /[\n\r:\\]/g, (octet) => ESCAPE[octet] ?? octet);
}
