import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { pino } from 'pino';
import { composeTake } from '../composer/compose-take.js';
import { readConfig } from '../config.js';
import { JanusMedia } from '../janus/janus-media.js';
import { JanusProcess } from '../janus/test/janus-process.js';
import { MediaNode } from '../node.js';
import { readDisk } from '../recorder/disk.js';
import { FakeBrowser } from './fake-browser.js';
import { SECRET } from './node-under-test.js';
import { sendMedia } from './real-sender.js';

/** Often, so that nobody waits for a look at the disk; a node does it every ten seconds. */
const LOOK_EVERY_MS = 250;

/** On a disk of its own, whose size and rights change under it; where nobody may mount one, these are left out. */
describe('recordings on a real disk', function () {
  this.timeout(90_000);
  let node: MediaNode;
  let folder: string;
  const endings: (() => unknown)[] = [];
  const said: Record<string, unknown>[] = [];

  const root = () => join(folder, 'recordings');
  const remount = (how: string) => {
    execFileSync('mount', ['-o', `remount,${how}`, root()]);
  };
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${node.port}/openvidu/api${path}`, {
      method,
      headers: {
        Authorization: `Basic ${btoa(`OPENVIDUAPP:${SECRET}`)}`,
        'Content-Type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as RecordingWire };
  };
  const start = () => ask('POST', '/recordings/start', { session: 'math', resolution: '320x180' });
  const becomes = (id: string, ...wanted: string[]) =>
    until(async () => wanted.includes((await ask('GET', `/recordings/${id}`)).body.status), {
      what: `${id} is ${wanted.join(' or ')}`,
      withinMs: 30_000,
    });
  const trouble = async () => {
    const text = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text();
    return Number(/^media_node_recording_disk_trouble (\d)$/m.exec(text)?.[1]);
  };

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'seodang-disk-'));
    await mkdir(root());
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4500m', 'tmpfs', root()], { stdio: 'ignore' });
    } catch {
      return this.skip();
    }
    endings.push(() => execFileSync('umount', [root()]));
    const janus = await JanusProcess.start();
    endings.push(() => janus.stop());
    const { url, adminUrl, apiSecret, adminSecret } = janus.address;
    const config = readConfig({
      ...{ DOMAIN_OR_PUBLIC_IP: '127.0.0.1', OPENVIDU_SECRET: SECRET, FORCE_PLAIN_HTTP: 'true' },
      ...{ MEDIA_NODE_DATA: folder, OPENVIDU_RECORDING: 'true', OPENVIDU_RECORDING_PATH: root() },
      ...{ JANUS_URL: url, JANUS_ADMIN_URL: adminUrl, COTURN_SHARED_SECRET_KEY: 'none' },
      ...{ JANUS_API_SECRET: apiSecret, JANUS_ADMIN_SECRET: adminSecret },
    });
    const log = pino(
      { level: 'error' },
      { write: (line: string) => void said.push(JSON.parse(line) as object as Record<string, unknown>) },
    );
    const media = new JanusMedia({ url, adminUrl, apiSecret, adminSecret, log: pino({ level: 'silent' }) });
    node = await MediaNode.start({
      ...{
        config: { ...config, SERVER_PORT: 0 },
        media,
        isReady: () => media.isUp,
        compose: composeTake,
        log,
      },
      disk: { read: readDisk, everyMs: LOOK_EVERY_MS },
    });
    endings.push(() => media.stop());
    endings.push(() => node.stop());
    media.start();
    await until(() => media.isUp, { what: 'Janus is there' });
    await ask('POST', '/sessions', { customSessionId: 'math' });
    const { body } = await ask('POST', '/sessions/math/connection', {});
    const { search } = new URL((body as unknown as { token: string }).token);
    const browser = await FakeBrowser.join(`ws://127.0.0.1:${node.port}${search}`, 'teacher');
    const stream = await sendMedia(browser);
    endings.push(() => {
      browser.cut();
      stream.end();
    });
  });
  after(async () => {
    for (const end of endings.reverse()) await end();
    await rm(folder, { recursive: true, force: true });
  });

  it('are refused with too little room, and the operator is alarmed', async () => {
    const { status, body } = await start();
    expect(status).to.equal(503);
    expect(body).to.have.property('message', 'There is no room for a recording.');
    expect(await trouble()).to.equal(1);
    expect(said.at(-1)).to.include({ msg: 'recordings have too little room', trouble: 1 });
  });

  it('stop cleanly when the room runs out, while the lesson goes on, and are made by themselves when there is some', async () => {
    remount('size=6g');
    const { id } = (await start()).body;
    const written = join(root(), '.raw', id, '1-0-video-1.mjr.tmp');
    await until(async () => ((await stat(written).catch(() => null))?.size ?? 0) > 50_000, {
      what: 'a picture',
    });
    remount('size=300m');
    await becomes(id, 'stopped');
    await until(async () => (await trouble()) === 2, { what: 'the alarm' });
    expect((await ask('GET', '/sessions/math')).status, 'the lesson goes on').to.equal(200);
    expect((await start()).status, 'no other begins').to.equal(503);

    await until(() => isReadOnlyNow(remount), { what: 'nobody writes any more' });
    await until(async () => (await trouble()) === 3, { what: 'the alarm' });
    const alarms = said.filter(({ msg }) => msg === 'recordings have too little room');
    expect(alarms.map((alarm) => alarm.trouble)).to.deep.equal([1, 2, 3]);
    expect((await start()).status, 'nor on a disk that cannot be written').to.equal(503);
    expect((await ask('GET', `/recordings/${id}`)).body.status, 'nothing is given up').to.equal('stopped');

    remount('rw,size=6g');
    await becomes(id, 'ready');
    expect((await ask('GET', `/recordings/${id}`)).body.duration, 'what had come').to.be.greaterThan(0.1);
    expect(await trouble()).to.equal(0);
    expect((await start()).status, 'all is well again').to.equal(200);
  });
});

/** Linux refuses while a file is open to be written. */
function isReadOnlyNow(remount: (how: string) => void): boolean {
  try {
    remount('ro');
    return true;
  } catch {
    return false;
  }
}
