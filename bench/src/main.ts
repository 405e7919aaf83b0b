import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchChat } from './chat.js';
import { benchEmbeddedMongo } from './embedded-mongo.js';
import { benchMedia } from './media.js';
import { benchRecording } from './recording.js';
import { printTable, writeReport, type Report } from './run/report.js';

interface Options {
  readonly isQuick: boolean;
  /** Parts of a bench; none for all. */
  readonly only: readonly string[];
}

const BENCHES: Record<string, (options: Options) => Promise<Report>> = {
  media: benchMedia,
  recording: benchRecording,
  chat: benchChat,
  'embedded-mongo': benchEmbeddedMongo,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const bench = BENCHES[positionals[0] ?? ''];
if (!bench) {
  console.error(
    `Which one? npm run bench -w bench -- <${Object.keys(BENCHES).join('|')}> [--quick] [--only part,part]`,
  );
  process.exit(2);
}

const report = await bench({ isQuick: values.quick, only: values.only?.split(',') ?? [] });
printTable(report);
// A quick run shows that everything still works; its figures are too rough to be kept beside real ones.
const file = report.isQuick ? `${report.name}.quick.json` : `${report.name}.json`;
const path = fileURLToPath(new URL(`../results/${file}`, import.meta.url));
await writeReport(path, report);
console.log(`Written to ${path}`);
process.exit(0);
