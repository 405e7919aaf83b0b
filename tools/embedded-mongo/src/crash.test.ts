import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { temporaryFolder } from './test/temporary.js';

const { MongoClient } = mongoose.mongo;
const ROUNDS = 5;
const WRITERS = 20;
const ACKNOWLEDGED_A_ROUND = 400;

/** The engine as a process of its own; resolves once it takes connections. */
async function startProcess(folder: string): Promise<{ child: ChildProcess; uri: string }> {
  const main = fileURLToPath(
    new URL(`./main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  );
  const child = spawn(process.execPath, [main, '--data', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const address = /ready on (\S+)/.exec(line.toString())?.[1];
  if (!address) throw new Error(`the engine said ${line.toString()}`);
  return { child, uri: `mongodb://${address}/?retryWrites=false` };
}

describe('a killed engine', function () {
  this.timeout(60_000);

  it('has every acknowledged write after each of five kills, and whole indexes', async () => {
    const folder = await temporaryFolder();
    const acknowledged = new Set<number>();
    let next = 0;
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        const { child, uri } = await startProcess(folder.path);
        const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000 }).connect();
        const messages = client.db('crash').collection<{ room: string; seq: number }>('messages');
        await messages.createIndex({ room: 1, seq: 1 }, { unique: true }, {});
        await expectAll(messages, acknowledged);
        const goal = acknowledged.size + ACKNOWLEDGED_A_ROUND;
        const writers = Array.from({ length: WRITERS }, async () => {
          while (acknowledged.size < goal) {
            const seq = next++;
            await messages.insertOne({ room: `r${seq % 10}`, seq });
            acknowledged.add(seq);
          }
          // In the middle of what the other writers do.
          child.kill('SIGKILL');
        });
        await Promise.allSettled(writers);
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        await client.close(true);
      }
      expect(acknowledged.size).to.be.at.least(ACKNOWLEDGED_A_ROUND * ROUNDS);
    } finally {
      await folder.remove();
    }
  });
});

async function expectAll(
  messages: mongoose.mongo.Collection<{ room: string; seq: number }>,
  acknowledged: ReadonlySet<number>,
): Promise<void> {
  const stored = await messages.find().toArray();
  const seqs = new Set(stored.map(({ seq }) => seq));
  expect(
    [...acknowledged].filter((seq) => !seqs.has(seq)),
    'lost',
  ).to.deep.equal([]);
  let byIndex = 0;
  for (let room = 0; room < 10; room++) {
    byIndex += await messages.countDocuments({ room: `r${room}`, seq: { $gte: 0 } });
  }
  expect(byIndex, 'found by index').to.equal(stored.length);
}
