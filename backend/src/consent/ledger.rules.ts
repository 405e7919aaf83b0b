import type { ConsentLedger } from '@seodang/contracts/recording-consent';
import { csvOf } from '../platform/csv.rules.js';

/** The ledger as a table for spreadsheets. */
export function toCsv({ items }: ConsentLedger): string {
  const lines = items.map(({ at, name, userId, version, agrees }) => [
    at,
    name,
    userId,
    version,
    String(agrees),
  ]);
  return csvOf(['at', 'name', 'userId', 'version', 'agrees'], lines);
}
