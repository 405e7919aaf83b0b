import { expect } from 'chai';
import { catchDownloads } from '../../test/downloads.js';
import { drawn, until } from '../../test/mount.js';
import { BOOKMARKS, press, REPLAY, useReplayPage } from '../../test/replay-page.js';
import { aReplay, RECORDING_ID } from '../../test/replay.js';
import { json } from '../../test/server.js';
import { toasts } from '../shared/ui/toasts.js';

describe('what one keeps of a replay', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);
  const { watch } = useReplayPage();

  it('tells the server where one is when one pauses', async () => {
    const { server, player } = await watch();
    player.play();
    for (let tick = 0; tick <= 4; tick += 1) {
      player.state.timeSec = tick / 2;
      await drawn();
    }
    player.pause();
    const told = () => server.asked.filter(({ method }) => method === 'PUT');
    await until(() => told().length > 0, 'the report');
    expect(told()[0]?.body).to.deep.equal({ positionMs: 2000, watched: [{ fromMs: 0, toMs: 2000 }] });
  });

  it('keeps a bookmark at this second by a key, and takes its removal back', async () => {
    let items: { id: string; atMs: number; note: string; createdAt: string }[] = [];
    const { page, player } = await watch(aReplay(), {
      [`GET ${BOOKMARKS}`]: () => json({ items }),
      [`POST ${BOOKMARKS}`]: ({ body }) => {
        const { atMs, note } = body as { atMs: number; note: string };
        const id = `01932f00-0000-7000-8000-${String(900 + items.length).padStart(12, '0')}`;
        items = [...items, { id, atMs, note, createdAt: '2026-11-21T12:00:00.000Z' }];
        return json(items.at(-1), 201);
      },
      [`DELETE ${BOOKMARKS}/01932f00-0000-7000-8000-000000000900`]: () => {
        items = [];
        return new Response(null, { status: 204 });
      },
    });
    player.state.timeSec = 75;
    await drawn();
    press('b');
    await until(() => items.length === 1, 'the bookmark');
    expect(items[0]?.atMs).to.equal(75_000);
    await until(() => page.find('[data-bookmark]').exists(), 'its mark on the line');

    await page.findAll('[role=tab]')[2]?.trigger('mousedown', { button: 0 });
    const remove = () => page.find('button[aria-label="1:15 메모 지우기"]');
    await until(() => remove().exists(), 'the list');
    await remove().trigger('click');
    await until(() => items.length === 0, 'the removal');
    const undo = () => toasts.shown.find(({ action }) => action?.label === '되돌리기')?.action;
    await until(() => undo() !== undefined, 'the way back');
    undo()?.run();
    await until(() => items.length === 1, 'the bookmark again');
  });

  it('gives one’s notes as a file, and a download by a link that lives', async () => {
    const kept = { id: '01932f00-0000-7000-8000-000000000900', createdAt: '2026-11-21T12:00:00.000Z' };
    const dead = {
      ...aReplay().links,
      expiresAt: '2020-01-01T00:00:00.000Z',
      download: '/media/film.mp4?s=1',
    };
    let view = aReplay({ links: dead });
    const { page } = await watch(view, {
      [REPLAY]: () => json(view),
      [`GET ${BOOKMARKS}`]: () => json({ items: [{ ...kept, atMs: 75_000, note: '붓끝을 세우기' }] }),
    });
    const saved = catchDownloads();
    await page.findAll('[role=tab]')[2]?.trigger('mousedown', { button: 0 });
    const button = () => page.findAll('button').find((one) => one.text() === '메모 내려받기');
    await until(() => button() !== undefined, 'the button');
    await button()?.trigger('click');
    expect(saved.all[0]?.name).to.equal('메모 - 3강. 획의 시작과 끝.md');
    expect(await saved.all[0]?.file?.text()).to.match(
      new RegExp(`- \\[1:15\\]\\(http\\S+/replay/${RECORDING_ID}\\?t=75\\) 붓끝을 세우기`),
    );
    view = aReplay({ links: { ...aReplay().links, download: '/media/film.mp4?s=2' } });
    page.get<HTMLElement>('a[download]').element.dispatchEvent(new MouseEvent('click', { cancelable: true }));
    await until(() => saved.all.length === 2, 'the film');
    expect(saved.all[1]?.address).to.include('/media/film.mp4?s=2');
    saved.end();
  });
});
