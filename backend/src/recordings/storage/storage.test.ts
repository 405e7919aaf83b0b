import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { s3ConfigAt, startS3 } from '../../../test/s3-server.js';
import { until } from '../../../test/until.js';
import { LocalStorage } from './local.js';
import { S3Storage } from './s3.js';
import { FileMissing, StorageAway, type CallOptions, type RecordingStorage } from './storage.js';

interface Kind {
  readonly storage: RecordingStorage;
  /** Of a server. */
  readonly url: string | null;
  close(): Promise<void>;
}

function openLocal(folder: string): Promise<Kind> {
  const storage = new LocalStorage(join(folder, 'store'));
  return Promise.resolve({ storage, url: null, close: () => Promise.resolve() });
}

async function openS3(folder: string): Promise<Kind> {
  const server = await startS3(folder);
  const { config } = server;
  return { storage: new S3Storage(config), url: config.url, close: () => server.close() };
}

for (const [name, open] of [
  ['on a disk', openLocal],
  ['at an S3-compatible server', openS3],
] as const) {
  describe(`the store of recordings ${name}`, function () {
    this.timeout(60_000);
    let folder: string;
    let kind: Kind;
    let uploads = 0;
    const put = async (key: string, bytes: Buffer) => {
      const file = join(folder, `upload-${(uploads += 1)}`);
      await writeFile(file, bytes);
      await kind.storage.put(key, file);
    };
    const read = async (key: string, range?: { from: number; to: number }) =>
      buffer(await kind.storage.read(key, range ? { range } : {}));

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'seodang-store-'));
      kind = await open(folder);
    });
    after(async () => {
      await kind.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('gives back what was put there, whole and in parts', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, nth) => nth % 251));
      await put('one/1/720p/00000.m4s', bytes);
      expect((await read('one/1/720p/00000.m4s')).equals(bytes)).to.equal(true);
      const part = await read('one/1/720p/00000.m4s', { from: 10, to: 19 });
      expect(part.equals(bytes.subarray(10, 20))).to.equal(true);
    });

    it('takes a file larger than one part', async () => {
      const bytes = Buffer.alloc(17 * 1024 * 1024, 'seodang');
      await put('big/1/film/film.mp4', bytes);
      const [stored] = await kind.storage.list('big');
      expect(stored).to.deep.equal({ key: 'big/1/film/film.mp4', sizeBytes: bytes.length });
      const end = await read('big/1/film/film.mp4', { from: bytes.length - 7, to: bytes.length - 1 });
      expect(end.equals(bytes.subarray(-7))).to.equal(true);
    });

    it('lists and removes what lies in a folder, and nothing beside it', async () => {
      for (const key of ['two/1/a.m4s', 'two/1/b.m4s', 'two/2/a.m4s', 'two-more/1/a.m4s'])
        await put(key, Buffer.from(key));
      const keysIn = async (at: string) => (await kind.storage.list(at)).map(({ key }) => key).sort();
      expect(await keysIn('two')).to.deep.equal(['two/1/a.m4s', 'two/1/b.m4s', 'two/2/a.m4s']);
      await kind.storage.remove('two/1');
      expect(await keysIn('two')).to.deep.equal(['two/2/a.m4s']);
      await kind.storage.remove('two');
      await kind.storage.remove('two');
      expect(await keysIn('two')).to.deep.equal([]);
      expect(await keysIn('two-more')).to.deep.equal(['two-more/1/a.m4s']);
    });

    it('says of a file that is not there that it is not', async () => {
      const failure = await kind.storage.read('nothing/1/a.m4s').catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(FileMissing);
    });

    it('leaves no half of a file that could not be read', async () => {
      const failure = await kind.storage
        .put('three/1/a.m4s', join(folder, 'nowhere'))
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error);
      expect(await kind.storage.list('three')).to.deep.equal([]);
    });

    for (const key of ['../out', 'a/../../out', '/etc/passwd', 'a//b', '.hidden', 'a/.b', '', 'a\0b']) {
      it(`goes nowhere by the name ${JSON.stringify(key)}`, async () => {
        const failure = await kind.storage.put(key, join(folder, 'upload')).catch((error: unknown) => error);
        expect(failure).to.be.instanceOf(RangeError);
        expect((await readdir(folder)).includes('out')).to.equal(false);
      });
    }

    it('tells the proxy where a file is, and nothing about another', async () => {
      await put('four/1/a.m4s', Buffer.from('segment'));
      const path = await kind.storage.innerPath('four/1/a.m4s');
      if (kind.url === null) {
        expect(path).to.equal('/_recordings/four/1/a.m4s');
        return;
      }
      expect(path).to.match(/^\/_store\/replays\/four\/1\/a\.m4s\?.*X-Amz-Expires=60/);
      const address = `${kind.url}${path.replace('/_store', '')}`;
      const answer = await fetch(address, { headers: { Range: 'bytes=0-2' } });
      expect(answer.status).to.equal(206);
      expect(answer.headers.get('content-type')).to.equal('video/mp4');
      expect(await answer.text()).to.equal('seg');
    });
  });
}

describe('the store of recordings on a disk', () => {
  it('lists keys whatever its folder is written like', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seodang-store-'));
    const file = join(folder, 'upload');
    await writeFile(file, 'segment');
    try {
      for (const name of [
        `${folder}/store/`,
        relative(process.cwd(), `${folder}/store`),
        `${folder}/./store`,
      ]) {
        const storage = new LocalStorage(name);
        await storage.put('one/1/a.m4s', file);
        expect(await storage.list('one'), name).to.deep.equal([{ key: 'one/1/a.m4s', sizeBytes: 7 }]);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('an S3-compatible store that does not answer', function () {
  this.timeout(30_000);
  const server = createServer();
  const held: Socket[] = [];
  let storage: S3Storage;
  let file: string;

  before(async () => {
    server.on('connection', (socket) => held.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    storage = new S3Storage(s3ConfigAt(port), { silentMs: 200 });
    file = join(await mkdtemp(join(tmpdir(), 'seodang-store-')), 'upload');
    await writeFile(file, Buffer.alloc(17 * 1024 * 1024));
  });
  after(async () => {
    for (const socket of held) socket.destroy();
    server.close();
    await rm(dirname(file), { recursive: true, force: true });
  });

  for (const [what, call] of [
    ['list', (options?: CallOptions) => storage.list('one', options)],
    ['read', (options?: CallOptions) => storage.read('one/1/a.m4s', options)],
    ['put', (options?: CallOptions) => storage.put('one/1/a.m4s', file, options)],
  ] as const) {
    it(`ends to ${what} in time, as one that is away`, async () => {
      expect(await call().catch((error: unknown) => error)).to.be.instanceOf(StorageAway);
    });

    it(`ends to ${what} at once when it is asked to`, async () => {
      const [reason, ending] = [new Error('the worker stops'), new AbortController()];
      const before = held.length;
      const patient = call({ signal: ending.signal }).catch((error: unknown) => error);
      await until(() => held.length > before, { what: 'the call', withinMs: 10_000 });
      ending.abort(reason);
      expect(await patient).to.equal(reason);
    });
  }
});
