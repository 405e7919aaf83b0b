import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { temporaryFolder } from './test/temporary.js';

const { MongoClient } = mongoose.mongo;
const program = (name: string) =>
  fileURLToPath(new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

describe('an engine on a unix socket', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'mongodb.sock');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await end(child, 'SIGKILL');
    await folder.remove();
  });

  async function start(data: string): Promise<ChildProcess> {
    const argv = [program('main'), '--data', join(folder.path, data), '--socket', path];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    return child;
  }

  const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };

  const count = async () => {
    const uri = `mongodb://${encodeURIComponent(path)}/seodang`;
    const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000 }).connect();
    const notes = client.db().collection('notes');
    await notes.insertOne({});
    const many = await notes.countDocuments();
    await client.close();
    return many;
  };

  const ping = () => spawnSync(process.execPath, [program('ping'), path], { encoding: 'utf8' });

  it('serves a driver, and lets no other account in', async () => {
    const engine = await start('data');
    expect(statSync(path).mode & 0o777).to.equal(0o700);
    expect(statSync(join(folder.path, 'data')).mode & 0o777).to.equal(0o700);
    expect(await count()).to.equal(1);
    await end(engine, 'SIGTERM');
    expect(engine.exitCode).to.equal(0);
    expect(existsSync(path), 'the socket is left').to.equal(false);
  });

  it('takes the socket of one that was killed, with everything that one kept', async () => {
    await end(await start('data').then(async (engine) => (await count(), engine)), 'SIGKILL');
    expect(existsSync(path), 'the socket of the killed one').to.equal(true);
    await start('data');
    expect(await count()).to.equal(2);
  });

  it('leaves the socket of a living one alone', async () => {
    await start('data');
    const second = await start('other');
    if (second.exitCode === null) await once(second, 'exit');
    expect(second.exitCode).to.not.equal(0);
    expect(await count()).to.equal(1);
  });

  it('answers a ping, and nothing else passes for an answer', async () => {
    expect(ping(), 'nobody is there').to.include({ status: 1 });
    const engine = await start('data');
    expect(ping()).to.include({ status: 0, stderr: '' });
    await end(engine, 'SIGTERM');
    const other = createServer((socket) => socket.on('data', () => socket.write('no such thing as a ping')));
    await new Promise<void>((resolve) => other.listen(path, resolve));
    const child = spawn(process.execPath, [program('ping'), path], { stdio: 'ignore' });
    const [status] = (await once(child, 'exit')) as [number];
    other.close();
    expect(status).to.equal(1);
  });
});
