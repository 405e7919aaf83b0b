import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '@seodang/testing/chat/stores';
import mongoose from 'mongoose';
import { WORDS } from './chat/crowd.js';
import { describeMachine, loadAverages } from './run/machine.js';
import { cpuMicros } from './run/process-cost.js';
import type { Figure, Report } from './run/report.js';
import { median } from './run/statistics.js';

const PORT = 12_454;
const FULL = { messages: 100_000, batch: 1000, pages: 300 };
const QUICK = { messages: 5000, batch: 500, pages: 30 };
const PAGE = 30;
const ROOMS = 10;
/** 20,000 a second. */
const INSERT_MICROS = 50;
const PAGE_MS = 2;

interface Row {
  readonly room: number;
  readonly seq: number;
  readonly text: string;
  readonly at: Date;
}

/** What the engine that comes with Seodang can take and give. */
export async function benchEmbeddedMongo({ isQuick }: { isQuick: boolean }): Promise<Report> {
  const before = loadAverages();
  const plan = isQuick ? QUICK : FULL;
  const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-engine-'));
  const engine = await startMongo({ folder, port: PORT });
  const client = await new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${PORT}`).connect();
  try {
    const rows = client.db('bench').collection<Row>('rows');
    await rows.createIndex({ room: 1, seq: 1 }, { unique: true }, {});
    const figures = [await measureInserts(rows, plan, folder), await measurePages(rows, plan, engine.pid)];
    return {
      name: 'embedded-mongo',
      date: new Date().toISOString(),
      isQuick,
      machine: describeMachine({}),
      loadAverage: { before, after: loadAverages() },
      figures,
      notes: [],
    };
  } finally {
    await client.close();
    await engine.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

type Plan = typeof FULL;
type Rows = mongoose.mongo.Collection<Row>;

async function measureInserts(rows: Rows, { messages, batch: size }: Plan, folder: string): Promise<Figure> {
  const inserts: number[] = [];
  const appends: number[] = [];
  const file = openSync(join(folder, 'append'), 'w');
  const writeConcern = { w: 1, journal: true };
  for (let from = 0; from < messages; from += size) {
    const batch = Array.from({ length: size }, (_, nth) => rowAt(from + nth));
    inserts.push(await microsOf(size, () => rows.insertMany(batch, { writeConcern })));
    appends.push(
      await microsOf(size, () => {
        append(file, batch);
      }),
    );
  }
  closeSync(file);
  return {
    name: `a journaled insert, in batches of ${size} (${Math.round(1e6 / median(inserts))}/s)`,
    unit: 'µs',
    value: median(inserts),
    baseline: { name: 'append to a file and sync', value: median(appends) },
    target: { value: INSERT_MICROS },
    samples: inserts,
  };
}

async function measurePages(rows: Rows, { messages, pages }: Plan, pid: number): Promise<Figure> {
  const cpuBefore = cpuMicros(pid);
  const times: number[] = [];
  for (let nth = 0; nth < pages; nth += 1) {
    const seq = { $lt: Math.floor(Math.random() * (messages / ROOMS)) + PAGE };
    const page = rows.find({ room: nth % ROOMS, seq });
    times.push(await microsOf(1, () => page.sort({ seq: -1 }).limit(PAGE).toArray()));
  }
  const pageCpu = (cpuMicros(pid) - cpuBefore) / 1000 / pages;
  return {
    name: `CPU for a page of ${PAGE} out of ${messages}`,
    unit: 'ms',
    value: pageCpu,
    baseline: { name: 'the page as its client sees it, median', value: median(times) / 1000 },
    target: { value: PAGE_MS },
    samples: [pageCpu],
  };
}

function rowAt(nth: number): Row {
  return { room: nth % ROOMS, seq: Math.floor(nth / ROOMS), text: WORDS, at: new Date() };
}

async function microsOf(many: number, act: () => unknown): Promise<number> {
  const began = performance.now();
  await act();
  return ((performance.now() - began) * 1000) / many;
}

function append(file: number, rows: readonly Row[]): void {
  for (const row of rows) writeSync(file, JSON.stringify(row));
  fdatasyncSync(file);
}
