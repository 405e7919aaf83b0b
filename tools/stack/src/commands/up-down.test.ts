import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { secretsOf } from '../house/secrets.js';
import { slotOf } from '../house/slot.js';
import { findProcess, isAlive, processesOf, signal } from '../os/processes.js';
import { run } from '../os/run.js';
import { until } from '../os/until.js';
import { findRunning, writeState } from '../supervise/state.js';
import { SLOT, stack } from '../test/cli.js';

describe('stack up and down, with real stores', function () {
  this.timeout(120_000);
  const slot = slotOf(SLOT);
  const STORES = ['--only', 'mariadb,redis'];

  const forget = () => {
    stack(['down']);
    rmSync(slot.folder, { recursive: true, force: true });
  };
  beforeEach(forget);
  after(forget);

  const inDatabase = async (sql: string) => {
    const password = `--password=${secretsOf(slot.secretsFile).mariadbApp}`;
    const place = [
      '--host=127.0.0.1',
      `--port=${slot.ports.mariadb}`,
      '--user=seodang',
      password,
      '--skip-column-names',
    ];
    const { code, output } = await run(['mariadb', '--no-defaults', ...place, 'seodang', '--execute', sql]);
    if (code !== 0) throw new Error(output);
    return output.trim();
  };

  it('starts, says so when asked again, keeps the data over a stop, and leaves no process', async () => {
    expect(stack(['status']).code).to.equal(2);
    const first = stack(['up', ...STORES]);
    expect(first.code, first.output).to.equal(0);
    expect(stack(['up', ...STORES]).output).to.include('already running');
    expect(stack(['status']).code).to.equal(0);
    expect(statSync(slot.secretsFile).mode & 0o777).to.equal(0o600);
    await inDatabase(`CREATE TABLE kept (word VARCHAR(20)); INSERT INTO kept VALUES ('서당')`);
    expect(await inDatabase('SELECT @@collation_database, @@innodb_flush_log_at_trx_commit')).to.equal(
      'utf8mb4_unicode_520_ci\t1',
    );

    expect(stack(['down']).code).to.equal(0);
    expect(processesOf(slot.folder)).to.deep.equal([]);
    expect(stack(['up', ...STORES]).code).to.equal(0);
    expect(await inDatabase('SELECT word FROM kept')).to.equal('서당');
  });

  it('refuses a port that is taken, and says by whom', async () => {
    const stranger = createServer().listen(slot.ports.redis, '127.0.0.1');
    await once(stranger, 'listening');
    const { code, output } = stack(['up', ...STORES]);
    stranger.close();
    expect(code).to.equal(4);
    expect(output)
      .to.include(`port ${slot.ports.redis}/tcp for redis: taken by`)
      .and.include(`(pid ${process.pid})`);
    expect(processesOf(slot.folder)).to.deep.equal([]);
  });

  it('ends everything also when the supervisor was killed', async () => {
    stack(['up', ...STORES]);
    const supervisor = findRunning(slot)?.supervisor;
    if (supervisor === undefined) throw new Error('There is no supervisor.');
    signal(supervisor, 'SIGKILL');
    await until(() => !isAlive(supervisor), { what: 'the killed supervisor to go', withinMs: 10_000 });
    expect(processesOf(slot.folder)).to.have.length.of.at.least(2);
    expect(stack(['status']).output).to.include('processes are left');

    expect(stack(['down']).code).to.equal(0);
    expect(processesOf(slot.folder)).to.deep.equal([]);
  });

  it('starts anew over what a killed supervisor left', async () => {
    stack(['up', ...STORES]);
    const supervisor = findRunning(slot)?.supervisor;
    if (supervisor === undefined) throw new Error('There is no supervisor.');
    signal(supervisor, 'SIGKILL');
    await until(() => !isAlive(supervisor), { what: 'the killed supervisor to go', withinMs: 10_000 });
    const again = stack(['up', ...STORES]);
    expect(again.code, again.output).to.equal(0);
    expect(again.output).to.include('an earlier run left behind');
  });

  it('never ends a stranger that got the number of a dead supervisor', () => {
    const stranger = spawn('sleep', ['60']);
    try {
      const other = findProcess(stranger.pid ?? 0);
      if (other === null) throw new Error('There is no stranger.');
      const supervisor = { ...other, startedAt: String(Number(other.startedAt) - 1) };
      writeState(slot, { supervisor, readyAt: null, options: {}, parts: [] });
      expect(stack(['down']).output).to.include('It was not running.');
      expect(isAlive(other)).to.equal(true);
    } finally {
      stranger.kill();
    }
  });

  it('keeps messages in what the machine has for it, and leaves them to a MongoDB of the caller', () => {
    expect(stack(['up', '--only', 'mongodb']).code).to.equal(0);
    expect(stack(['status']).output).to.match(
      /mongodb +ready[^]*the (mongod of this machine|engine that comes)/,
    );
    stack(['down']);

    const MONGODB_URI = 'mongodb://db.example/seodang';
    expect(stack(['up', '--only', 'mongodb,redis'], { MONGODB_URI }).code).to.equal(0);
    const { output } = stack(['status']);
    expect(output)
      .to.include('yours (MONGODB_URI)')
      .and.not.match(/mongodb +ready/);
    expect(stack(['env']).output).to.include('mongodb://db.example/seodang_slot');
  });

  it('says what is wrong with settings and names', () => {
    expect(stack(['up'], { PORT: 'many' }).output).to.include('PORT:');
    expect(stack(['up', '--only', 'mongo']).output).to.include('There is no part "mongo"');
    expect(stack(['fly']).code).to.equal(64);
  });
});
