import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld } from '../../../test/recording-world.js';

/** Files that a demuxer would know by their content, and that name others. */
const LISTS: Readonly<Record<string, (url: string) => string>> = {
  playlist: (url) =>
    `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${url}\n#EXT-X-ENDLIST\n`,
  'list of films': (url) => `ffconcat version 1.0\nfile '${url}'\nduration 5\n`,
};

describe('the recording pipeline with a film that names others', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();
  let server: Server;
  let asked = 0;
  let url: string;

  before(async () => {
    server = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/segment.ts`;
  });
  after(() => server.close());

  for (const [what, textWith] of Object.entries(LISTS)) {
    it(`asks nobody for what a ${what} names, and reads no other file`, async () => {
      const other = join(world.folder, 'other.mp4');
      await makeFilm(other, { sec: 5 });
      for (const target of [url, `file:${other}`, 'other.mp4']) {
        const film = join(world.folder, 'list.mp4');
        await writeFile(film, textWith(target));
        const { id } = await world.record(film);
        for (let nth = 0; nth < 3; nth += 1) {
          await world.dueNow(id);
          await world.pipeline.run(id);
        }
        expect(await world.row(id), target).to.include({ state: 'failed', failure: 'source_unreadable' });
      }
      expect(asked).to.equal(0);
    });
  }
});
