import { createConnection, type Connection } from 'mongoose';
import type { Figure } from '../run/report.js';
import { median } from '../run/statistics.js';
import { chatCrowd } from './crowd.js';
import type { Ground } from './ground.js';

export interface ThroughputPlan {
  readonly rooms: number;
  readonly perRoom: number;
  readonly forMs: number;
  readonly turns: number;
  /** Rows of one insertMany of the baseline. */
  readonly batch: number;
}

/** What the limits let a person and a room say. */
const PERSON_EVERY_MS = 230;
const MOST_TIMES_RAW = 2;

/** How many messages are accepted, given their place and journaled, beside writing such rows in batches and no more. */
export async function measureThroughput(ground: Ground, plan: ThroughputPlan): Promise<Figure[]> {
  const members = await ground.people(plan.rooms, plan.perRoom);
  const crowd = await chatCrowd(ground, members, { reads: false });
  const store = await createConnection(ground.mongodbUri).asPromise();
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let turn = 0; turn < plan.turns; turn += 1) {
      ours.push(await acceptedPerSec(crowd, plan.forMs));
      theirs.push(await insertedPerSec(store, plan));
    }
  } finally {
    await crowd.leave();
    await store.close();
  }
  const perMessage = (rates: readonly number[]) => rates.map((rate) => 1e6 / rate);
  return [
    {
      name: `time for a message accepted and journaled (${Math.round(median(ours))}/s, ${crowd.size} people)`,
      unit: 'µs',
      value: median(perMessage(ours)),
      baseline: { name: `insertMany of ${plan.batch}`, value: median(perMessage(theirs)) },
      ratios: ours.map((rate, nth) => (theirs[nth] ?? NaN) / rate),
      target: { ratio: MOST_TIMES_RAW },
      samples: perMessage(ours),
    },
  ];
}

type Speakers = Awaited<ReturnType<typeof chatCrowd>>;

/** Everybody says something as often as they may. */
async function acceptedPerSec(crowd: Speakers, forMs: number): Promise<number> {
  const before = crowd.receipts + crowd.refusals;
  const receiptsBefore = crowd.receipts;
  const began = performance.now();
  let said = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - began;
      const due = Math.floor((elapsed / PERSON_EVERY_MS) * crowd.size);
      // Those who wait for a RECEIPT wait: more under way would measure a queue.
      const answered = () => crowd.receipts + crowd.refusals - before;
      for (; said < due && said - answered() < crowd.size; said += 1) crowd.say(said % crowd.size);
      if (elapsed < forMs) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  return ((crowd.receipts - receiptsBefore) / (performance.now() - began)) * 1000;
}

/** Rows like those that were just stored, into a collection with the same indexes. */
async function insertedPerSec(store: Connection, { batch, forMs }: ThroughputPlan): Promise<number> {
  const messages = store.collection('messages');
  const raw = store.collection<{ _id: string }>('raw');
  const rows = await messages.find({}, { sort: { _id: -1 }, limit: batch }).toArray();
  for (const { key, name, unique, partialFilterExpression } of await messages.indexes()) {
    if (name === '_id_') continue;
    const options = { name: name ?? '', unique: unique ?? false };
    const partial = partialFilterExpression ? { partialFilterExpression } : {};
    await raw.createIndex(key, { ...options, ...partial }, {});
  }
  let seq = await raw.countDocuments();
  const before = seq;
  const began = performance.now();
  while (performance.now() - began < forMs) {
    const fresh = rows.map((row) => {
      seq += 1;
      return { ...row, _id: crypto.randomUUID(), clientId: crypto.randomUUID(), seq };
    });
    await raw.insertMany(fresh, { ordered: true, writeConcern: { w: 1, journal: true } });
  }
  return ((seq - before) / (performance.now() - began)) * 1000;
}
