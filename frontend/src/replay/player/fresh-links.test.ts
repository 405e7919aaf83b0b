import { expect } from 'chai';
import { FreshLinks, LinkRefused } from './fresh-links.js';

const HOST = 'http://localhost';

/** A server whose links hold for one generation: `now` is the one that is good. */
function server() {
  const asked: string[] = [];
  const state = { now: 1, renewals: 0, isGone: false };
  const files: Record<string, (s: number) => string> = {
    '/m/all.m3u8': (s) => `#EXTM3U\n720p.m3u8?s=${s}\n480p.m3u8?s=${s}`,
    '/m/720p.m3u8': (s) =>
      `#EXTM3U\n#EXT-X-MAP:URI="720p-init.mp4?s=${s}"\n720p-1.m4s?s=${s}\n720p-2.m4s?s=${s}`,
    '/m/480p.m3u8': (s) => `#EXTM3U\n480p-1.m4s?s=${s}`,
    '/m/ko.vtt': () => 'WEBVTT',
  };
  const fetcher = ((address: string) => {
    asked.push(address.replace(HOST, ''));
    const { pathname, searchParams } = new URL(address);
    const isGood = searchParams.get('s') === String(state.now);
    const file = files[pathname];
    if (file === undefined) return Promise.resolve(new Response('', { status: 404 }));
    return Promise.resolve(isGood ? new Response(file(state.now)) : new Response('', { status: 403 }));
  }) as typeof fetch;
  const renew = () => {
    state.renewals += 1;
    if (state.isGone) return Promise.reject(new Error('no longer yours'));
    return Promise.resolve(`/m/all.m3u8?s=${state.now}`);
  };
  return { state, asked, links: new FreshLinks({ renew, fetch: fetcher }) };
}

const at = (path: string, s: number) => `${HOST}/m/${path}?s=${s}`;

describe('FreshLinks', () => {
  it('gives the living address of a segment whose link died', async () => {
    const { state, links } = server();
    state.now = 2;
    expect(await links.renewed(at('720p-1.m4s', 1), at('720p.m3u8', 1))).to.equal(at('720p-1.m4s', 2));
    expect(links.current(at('720p-2.m4s', 1))).to.equal(at('720p-2.m4s', 2));
  });

  it('asks once for all that died together', async () => {
    const { state, links } = server();
    state.now = 2;
    await Promise.all([
      links.renewed(at('720p-1.m4s', 1), at('720p.m3u8', 1)),
      links.renewed(at('480p-1.m4s', 1), at('480p.m3u8', 1)),
    ]);
    expect(state.renewals).to.equal(1);
    expect(links.current(at('480p-1.m4s', 1))).to.equal(at('480p-1.m4s', 2));
  });

  it('reads another playlist without asking for new links again', async () => {
    const { state, links } = server();
    state.now = 2;
    await links.renewed(at('720p-1.m4s', 1), at('720p.m3u8', 1));
    expect(await links.renewed(at('480p-1.m4s', 1), at('480p.m3u8', 1))).to.equal(at('480p-1.m4s', 2));
    expect(state.renewals).to.equal(1);
  });

  it('goes on when they die again', async () => {
    const { state, links } = server();
    state.now = 2;
    await links.renewed(at('720p-1.m4s', 1), at('720p.m3u8', 1));
    state.now = 3;
    const held = links.current(at('720p-2.m4s', 1));
    expect(await links.renewed(held, at('720p.m3u8', 1))).to.equal(at('720p-2.m4s', 3));
  });

  it('renews a playlist itself', async () => {
    const { state, links } = server();
    state.now = 2;
    expect(await links.renewed(at('480p.m3u8', 1))).to.equal(at('480p.m3u8', 2));
  });

  it('asks for others when a file is not there any more', async () => {
    const { state, links } = server();
    const failure = await links.text(at('made-anew.vtt', 1)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(LinkRefused);
    expect(state.renewals).to.equal(1);
  });

  it('says so when nothing is to be had any more', async () => {
    const { state, links } = server();
    state.now = 2;
    state.isGone = true;
    const failure = await links
      .renewed(at('720p-1.m4s', 1), at('720p.m3u8', 1))
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect((failure as Error).message).to.equal('no longer yours');
  });

  it('reads a text file that no playlist names only while its link is good', async () => {
    const { state, links } = server();
    expect(await links.text(at('ko.vtt', 1))).to.equal('WEBVTT');
    state.now = 2;
    const failure = await links.text(at('ko.vtt', 1)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(LinkRefused);
  });
});
