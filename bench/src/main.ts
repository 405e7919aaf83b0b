import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchMedia } from './media.js';
import { printTable, writeReport, type Report } from './run/report.js';

const BENCHES: Record<string, (options: { isQuick: boolean }) => Promise<Report>> = { media: benchMedia };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const bench = BENCHES[positionals[0] ?? ''];
if (!bench) {
  console.error(`Which one? npm run bench -w bench -- <${Object.keys(BENCHES).join('|')}> [--quick]`);
  process.exit(2);
}

const report = await bench({ isQuick: values.quick });
printTable(report);
// A quick run shows that everything still works; its figures are too rough to be kept beside real ones.
const file = report.isQuick ? `${report.name}.quick.json` : `${report.name}.json`;
const path = fileURLToPath(new URL(`../results/${file}`, import.meta.url));
await writeReport(path, report);
console.log(`Written to ${path}`);
process.exit(0);
