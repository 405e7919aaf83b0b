import type { ConsentLedger } from '@seodang/contracts/recording-consent';

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The ledger as a table with a byte order mark, which spreadsheets need to read Korean. @see RFC 4180 */
export function toCsv({ items }: ConsentLedger): string {
  const lines = items.map(({ at, name, userId, version, agrees }) => [
    at,
    name,
    userId,
    version,
    String(agrees),
  ]);
  const head = ['at', 'name', 'userId', 'version', 'agrees'];
  return `\uFEFF${[head, ...lines].map((cells) => cells.map(toCell).join(',')).join('\r\n')}\r\n`;
}

function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
