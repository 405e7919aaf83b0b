import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startS3, type S3Server } from '../../../test/s3-server.js';
import { S3Storage } from './s3.js';

const KEY = 'one/1/720p/00000.m4s';

describe('what is signed for an S3-compatible store', function () {
  this.timeout(30_000);
  let folder: string;
  let s3: S3Server;
  let link: URL;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-signed-'));
    s3 = await startS3(folder);
    const file = join(folder, 'upload');
    await writeFile(file, 'segment');
    const storage = new S3Storage(s3.config);
    await storage.put(KEY, file);
    await storage.put('two/1/720p/00000.m4s', file);
    link = new URL((await storage.innerPath(KEY)).replace('/_store', ''), s3.config.url);
  });
  afterEach(() => {
    s3.door.nowMs = () => Date.now();
  });
  after(async () => {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  });

  const withParam = (name: string, value: string) => {
    const other = new URL(link);
    other.searchParams.set(name, value);
    return other;
  };
  const refusal = async (address: URL, method = 'GET') => {
    const answer = await fetch(address, { method });
    return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
  };

  it('leads to one file for a minute, and not a second longer', async () => {
    expect(await (await fetch(link)).text()).to.equal('segment');
    s3.door.nowMs = () => Date.now() + 58_000;
    expect((await fetch(link)).status).to.equal(200);
    s3.door.nowMs = () => Date.now() + 61_000;
    expect(await refusal(link)).to.deep.equal([403, 'ExpiredToken']);
    expect(await refusal(withParam('X-Amz-Expires', '600'))).to.deep.equal([403, 'SignatureDoesNotMatch']);
  });

  it('leads nowhere when a part of it is another one', async () => {
    const signature = link.searchParams.get('X-Amz-Signature') ?? '';
    const last = signature.endsWith('0') ? '1' : '0';
    for (const forged of [
      new URL(link.href.replace('/one/', '/two/')),
      new URL(link.href.replace('00000', '00001')),
      withParam('X-Amz-Signature', `${signature.slice(0, -1)}${last}`),
      withParam('X-Amz-Signature', '00'),
      withParam('response-content-disposition', 'attachment'),
      withParam(
        'X-Amz-Credential',
        (link.searchParams.get('X-Amz-Credential') ?? '').replace('us-east', 'eu'),
      ),
    ])
      expect(await refusal(forged), forged.href).to.deep.equal([403, 'SignatureDoesNotMatch']);
    expect(await refusal(link, 'DELETE'), 'is for reading').to.deep.equal([403, 'SignatureDoesNotMatch']);
    expect(await refusal(new URL(link.pathname, link))).to.deep.equal([403, 'AccessDenied']);
  });

  it('is worth nothing from somebody who does not know the secret', async () => {
    const stranger = new S3Storage({ ...s3.config, secretKey: 'another' });
    const file = join(folder, 'forged');
    await writeFile(file, 'forged');
    for (const [what, call] of [
      ['put', () => stranger.put(KEY, file)],
      ['read', () => stranger.read(KEY)],
      ['list', () => stranger.list('one')],
      ['remove', () => stranger.remove('one')],
    ] as const)
      expect(await call().catch((error: unknown) => error), what).to.include({
        name: 'SignatureDoesNotMatch',
      });
    const forged = new URL((await stranger.innerPath(KEY)).replace('/_store', ''), s3.config.url);
    expect(await refusal(forged)).to.deep.equal([403, 'SignatureDoesNotMatch']);
    expect(await (await fetch(link)).text(), 'it is as it was').to.equal('segment');
  });
});
