import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { slotOf, type Slot } from '../house/slot.js';
import type { Account } from '../os/account.js';
import { findProcess, isAlive, processesOf, signal } from '../os/processes.js';
import { until } from '../os/until.js';
import { tcpAnswers } from '../parts/answers.js';
import type { Part, PartName } from '../parts/part.js';
import { PartFailed } from './part-runner.js';
import type { PartStatus } from './state.js';
import { Supervisor } from './supervisor.js';

const account: Account = {
  name: 'me',
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  prefix: [],
  isRootOfNecessity: false,
};

describe('The supervisor', () => {
  let slot: Slot;
  let supervisor: Supervisor | null;
  let history: string[];

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'seodang-stack-'));
    slot = { ...slotOf(9), folder, logs: join(folder, 'logs') };
    history = [];
    supervisor = null;
  });

  afterEach(async () => {
    await supervisor?.stop();
    expect(processesOf(slot.folder)).to.deep.equal([]);
    rmSync(slot.folder, { recursive: true });
  });

  const never = new AbortController().signal;

  /** A part that is a small node program. */
  const part = (name: PartName, script: string, change: Partial<Part> = {}): Part => ({
    name,
    kind: 'server',
    needs: [],
    listens: [],
    folder: slot.folder,
    builtFrom: null,
    argv: [process.execPath, '-e', script],
    env: {},
    readyWithinMs: 20_000,
    stopWithinMs: 10_000,
    ...change,
  });

  /** Answers every connection with a word. */
  const server = (port: number, word = 'hello') =>
    `require('net').createServer((socket) => socket.end('${word}')).listen(${port}, '127.0.0.1')`;

  const supervise = (...parts: Part[]) => {
    const seen = new Map<string, string>();
    const onChange = (statuses: PartStatus[]) => {
      for (const { name, state } of statuses) {
        if (seen.get(name) !== state) history.push(`${name} ${state}`);
        seen.set(name, state);
      }
    };
    supervisor = new Supervisor(parts, { slot, account, onChange });
    return supervisor;
  };

  const statusOf = (name: PartName) => {
    const status = supervisor?.statuses.find((entry) => entry.name === name);
    if (status === undefined) throw new Error(`There is no ${name}.`);
    return status;
  };

  const port = slotOf(9).ports.mailPage;

  it('starts a part when what it needs answers, and stops it before', async () => {
    // The first listens late: only an answer counts, not a process.
    const late = `setTimeout(() => { ${server(port)} }, 300)`;
    const isReady = () => tcpAnswers(port, '', 'hello');
    const needy = `require('net').connect(${port}, '127.0.0.1').on('error', () => process.exit(1)); setInterval(() => {}, 1000)`;
    await supervise(part('mariadb', late, { isReady }), part('api', needy, { needs: ['mariadb'] })).start(
      never,
    );
    expect(history.filter((entry) => entry.endsWith('ready'))).to.deep.equal(['mariadb ready', 'api ready']);
    expect(history.indexOf('api starting')).to.be.greaterThan(history.indexOf('mariadb ready'));

    await supervisor?.stop();
    expect(history.filter((entry) => entry.endsWith('stopped'))).to.deep.equal([
      'api stopped',
      'mariadb stopped',
    ]);
    expect(history.indexOf('mariadb stopping')).to.be.greaterThan(history.indexOf('api stopped'));
  });

  it('starts a part again that was killed, and leaves the others alone', async () => {
    const isReady = () => tcpAnswers(port, '', 'hello');
    await supervise(
      part('redis', server(port), { isReady }),
      part('api', 'setInterval(() => {}, 1000)', { needs: ['redis'] }),
    ).start(never);
    const [killed, other] = [statusOf('redis').process, statusOf('api').process];
    if (killed === null) throw new Error('There is no process.');

    signal(killed, 'SIGKILL');
    await until(() => statusOf('redis').restarts === 1 && statusOf('redis').state === 'ready', {
      what: 'the second life',
      withinMs: 20_000,
    });

    expect(statusOf('redis').lastExit).to.equal('ended by SIGKILL');
    expect(statusOf('redis').process?.pid).to.not.equal(killed.pid);
    expect(statusOf('api').process).to.deep.equal(other);
    expect(await isReady()).to.equal(true);
  });

  it('gives up a part that ends again and again before it was ever ready', async () => {
    const crash = part('api', 'console.error("no such table"); process.exit(7)', {
      isReady: () => Promise.resolve(false),
    });
    const other = part('redis', 'setInterval(() => {}, 1000)');
    const error = await supervise(other, crash)
      .start(never)
      .catch((reason: unknown) => reason);

    expect(error).to.be.instanceOf(PartFailed);
    expect((error as PartFailed).message).to.equal('api could not be started: ended with code 7');
    expect(readFileSync(join(slot.logs, 'api.log'), 'utf8').match(/no such table/g)).to.have.length(3);
  });

  it('gives up a part that never answers, and ends its process', async () => {
    const mute = part('api', 'setInterval(() => {}, 1000)', {
      isReady: () => Promise.resolve(false),
      readyWithinMs: 200,
    });
    const error = await supervise(mute)
      .start(never)
      .catch((reason: unknown) => reason);
    expect((error as PartFailed).message).to.include('in vain for api to answer');
    expect(processesOf(slot.folder)).to.deep.equal([]);
  });

  it('gives up a part whose program is not there', async () => {
    const missing = part('janus', '', { argv: ['no-such-program'] });
    const error = await supervise(missing)
      .start(never)
      .catch((reason: unknown) => reason);
    expect((error as PartFailed).message).to.include('ENOENT');
  });

  it('starts what needs a task only when the task ended well, and never runs it again', async () => {
    const task = part('migrate', 'setTimeout(() => {}, 200)', { kind: 'task' });
    await supervise(task, part('api', 'setInterval(() => {}, 1000)', { needs: ['migrate'] })).start(never);
    expect(history.indexOf('api starting')).to.be.greaterThan(history.indexOf('migrate done'));
    expect(statusOf('migrate').restarts).to.equal(0);
  });

  it('passes by a task that is needless', async () => {
    await supervise(part('seed', 'process.exit(1)', { kind: 'task', isNeedless: () => true })).start(never);
    expect(statusOf('seed').state).to.equal('needless');
  });

  it('ends the children of a part that was killed, before it starts anew', async () => {
    const child = server(port, `' + process.pid + '`);
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]); setInterval(() => {}, 1000)`;
    const isReady = () => tcpAnswers(port, '', '');
    await supervise(part('nginx', parent, { isReady })).start(never);
    await until(() => processesOf(slot.folder).length === 2, { what: 'parent and child', withinMs: 20_000 });
    const first = processesOf(slot.folder);
    const leader = statusOf('nginx').process;
    if (leader === null) throw new Error('There is no process.');

    signal(leader, 'SIGKILL');
    await until(() => statusOf('nginx').restarts === 1 && statusOf('nginx').state === 'ready', {
      what: 'the second life',
      withinMs: 20_000,
    });
    expect(first.filter(isAlive)).to.deep.equal([]);
  });

  it('kills a part that does not listen to SIGTERM', async () => {
    const deaf = part('worker', `process.on('SIGTERM', () => {}); ${server(port)}`, {
      isReady: () => tcpAnswers(port, '', 'hello'),
      stopWithinMs: 300,
    });
    await supervise(deaf).start(never);
    const target = statusOf('worker').process;
    await supervisor?.stop();
    expect(target === null ? null : findProcess(target.pid)).to.equal(null);
  });

  it('can be stopped while parts are still starting', async () => {
    const interrupted = new AbortController();
    const slow = part('api', 'setInterval(() => {}, 1000)', { isReady: () => Promise.resolve(false) });
    const started = supervise(slow, part('nginx', '', { needs: ['api'] }))
      .start(interrupted.signal)
      .catch(() => 'interrupted');
    await until(() => statusOf('api').process !== null, { what: 'a process', withinMs: 10_000 });
    interrupted.abort();
    expect(await started).to.equal('interrupted');
    await supervisor?.stop();
    expect(supervisor?.statuses.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped']);
  });
});
