import { expect } from 'chai';
import { catchDownloads } from '../../../test/downloads.js';
import { buttonOf, until } from '../../../test/mount.js';
import { usePages, type Routes } from '../../../test/page.js';
import { aRecording, aReplay, RECORDING_ID } from '../../../test/replay.js';
import { json, pageOf, problem } from '../../../test/server.js';
import { toasts } from '../../shared/ui/toasts.js';
import RecordingPage from './RecordingPage.vue';

const ONE = `/recordings/${RECORDING_ID}`;

describe('a recording in the studio', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  const pages = usePages();
  const open = (routes: Routes) =>
    pages.open(
      RecordingPage,
      { [`GET ${ONE}/viewers?limit=50`]: () => json(pageOf()), ...routes },
      { props: { id: RECORDING_ID } },
    );

  async function manage(recording = aRecording(), replay = aReplay(), routes: Routes = {}) {
    const opened = open({
      [`GET ${ONE}`]: () => json(recording),
      [`GET ${ONE}/replay?whole=true`]: () => json(replay),
      ...routes,
    });
    await until(() => opened.page.find('#trim').exists(), 'the page');
    return opened;
  }

  it('gives the ledgers of its lesson as files, or says why not', async () => {
    let isAway = true;
    const csv = 'name,agrees\n';
    const table = () => (isAway ? problem(503, 'store.unavailable') : new Response(csv));
    const lesson = aRecording().lesson.id;
    const { page } = await manage(aRecording(), aReplay(), {
      [`GET /lessons/${lesson}/consents.csv`]: table,
      [`GET /lessons/${lesson}/recording-ledger.csv`]: table,
    });
    const saved = catchDownloads();
    const section = page.get('section[aria-labelledby=ledgers]');
    await buttonOf(page, '동의 기록 내려받기 (CSV)')?.trigger('click');
    await until(() => section.find('[role=alert]').exists(), 'the refusal');
    expect(saved.all).to.have.length(0);
    isAway = false;
    await buttonOf(page, '동의 기록 내려받기 (CSV)')?.trigger('click');
    await until(() => saved.all.length === 1, 'the consents');
    await buttonOf(page, '관리 기록 내려받기 (CSV)')?.trigger('click');
    await until(() => saved.all.length === 2, 'the deeds');
    expect(section.find('[role=alert]').exists()).to.equal(false);
    expect(saved.all.map(({ name }) => name)).to.deep.equal([
      '녹화 동의 기록 - 3강. 획의 시작과 끝.csv',
      '녹화 관리 기록 - 3강. 획의 시작과 끝.csv',
    ]);
    expect(await saved.all[0]?.file?.text()).to.equal(csv);
    saved.end();
  });

  it('says so when it cannot be edited now, and tries again', async () => {
    let isAway = true;
    const { page } = open({
      [`GET ${ONE}`]: () => json(aRecording()),
      [`GET ${ONE}/replay?whole=true`]: () => (isAway ? problem(503, 'store.unavailable') : json(aReplay())),
    });
    await until(() => page.text().includes('자르기, 챕터, 자막을 불러오지 못했어요'), 'the failure');
    isAway = false;
    await buttonOf(page, '다시 시도')?.trigger('click');
    await until(() => page.find('#trim').exists(), 'the page');
  });

  it('says that a browser does not copy', async () => {
    const { page } = await manage(
      aRecording({ visibility: 'link', sharePath: `/replay/${RECORDING_ID}?key=AAAAAAAAAAAAAAAAAAAAAA` }),
    );
    // As on a page without TLS.
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
    await buttonOf(page, '링크 복사')?.trigger('click');
    await until(() => toasts.shown.some(({ tone }) => tone === 'bad'), 'the refusal');
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  it('is deleted with the reason that the ledger keeps', async () => {
    const { page, server } = await manage(aRecording(), aReplay(), {
      [`DELETE ${ONE}`]: () => json(aRecording({ deletedAt: new Date().toISOString() })),
    });
    const form = page.findAll('form').find((one) => one.text().includes('지우는 까닭'));
    await form?.get('input').setValue(' 한 분이 원해서 ');
    await form?.trigger('submit');
    await until(() => server.asked.some(({ method }) => method === 'DELETE'), 'the deletion');
    const asked = server.asked.find(({ method }) => method === 'DELETE');
    expect(asked?.body).to.deep.equal({ reason: '한 분이 원해서' });
  });

  it('is trimmed by keys, and saved as the server has it', async () => {
    const { page, server } = await manage(aRecording(), aReplay(), {
      [`PUT ${ONE}/trim`]: ({ body }) => json(aRecording({ trim: body })),
    });
    const [start, end] = page.findAll('[role=slider]');
    await start?.trigger('keydown', { key: 'ArrowRight' });
    await start?.trigger('keydown', { key: 'ArrowRight' });
    expect(start?.attributes('aria-valuetext')).to.equal('0:02');
    await end?.trigger('keydown', { key: 'PageDown' });
    expect(page.text()).to.include('남는 길이 8:58');
    await page.get('section[aria-labelledby=trim] form').trigger('submit');
    await until(() => toasts.shown.length > 0, 'the answer');
    const put = server.asked.find(({ method }) => method === 'PUT');
    expect(put?.body).to.deep.equal({ startMs: 2_000, endMs: 540_000 });
  });

  it('gets chapters of its own, each with a time and a title', async () => {
    const { page, server } = await manage(aRecording(), aReplay(), {
      [`PUT ${ONE}/chapters`]: ({ body }) => {
        const { chapters } = body as { chapters: object[] };
        return json({ chapters: chapters.map((chapter) => ({ ...chapter, source: 'written' })) });
      },
    });
    const section = () => page.get('section[aria-labelledby=chapters]');
    const inputs = () => section().findAll('input');
    expect(inputs().map((one) => (one.element as HTMLInputElement).value)).to.deep.equal([
      '0:00',
      '인사',
      '5:00',
      '화면 공유',
    ]);
    await inputs()[2]?.setValue('99:00');
    await section().get('form').trigger('submit');
    await until(() => section().text().includes('녹화 길이보다 뒤예요'), 'the mistake');
    expect(server.asked.some(({ method }) => method === 'PUT')).to.equal(false);
    await inputs()[2]?.setValue('4:30');
    await section().get('form').trigger('submit');
    await until(() => server.asked.some(({ method }) => method === 'PUT'), 'the request');
    expect(server.asked.find(({ method }) => method === 'PUT')?.body).to.deep.equal({
      chapters: [
        { atMs: 0, title: '인사' },
        { atMs: 270_000, title: '화면 공유' },
      ],
    });
  });

  it('asks before chapters or a trim that nobody saved are left, and before captions go for good', async () => {
    const captions = [{ lang: 'ko', label: '한국어', cues: 3, src: '/media/ko.vtt?s=1' }];
    const { page, server } = await manage(
      aRecording(),
      aReplay({ links: { ...aReplay().links, captions } }),
      { [`DELETE ${ONE}/captions/ko`]: () => new Response(null, { status: 204 }) },
    );
    const dialog = () => document.querySelector<HTMLElement>('[role=alertdialog]');
    await page.get('section[aria-labelledby=chapters] input').setValue('0:01');
    void page.router.push({ name: 'courses' });
    await until(() => dialog()?.textContent.includes('저장하지 않고 나갈까요?') === true, 'the question');
    dialog()?.querySelector<HTMLElement>('[type=submit]')?.click();
    await until(() => page.router.currentRoute.value.name === 'courses', 'the other page');
    await until(() => dialog() === null, 'the end of the question');
    await page.get('section[aria-labelledby=captions] li button').trigger('click');
    await until(() => dialog()?.textContent.includes('파일을 다시 올려야') === true, 'the other question');
    expect(server.asked.some(({ method }) => method === 'DELETE')).to.equal(false);
    dialog()?.querySelector<HTMLElement>('[type=submit]')?.click();
    await until(() => server.asked.some(({ method }) => method === 'DELETE'), 'the deletion');
  });

  it('is shared by a link, which is shown only then', async () => {
    const sharePath = `/replay/${RECORDING_ID}?key=AAAAAAAAAAAAAAAAAAAAAA`;
    const { page, server } = await manage(aRecording(), aReplay(), {
      [`PATCH ${ONE}`]: () => json(aRecording({ visibility: 'link', sharePath })),
    });
    expect(page.text()).not.to.include('key=');
    await page.get('input[type=radio][value=link]').setValue();
    await until(() => page.text().includes(sharePath), 'the link');
    expect(server.asked.find(({ method }) => method === 'PATCH')?.body).to.deep.equal({
      visibility: 'link',
    });
  });

  it('is put back when the server refuses a change', async () => {
    const { page } = await manage(aRecording(), aReplay(), {
      [`PATCH ${ONE}`]: () => problem(403, 'auth.forbidden'),
    });
    await page.get('input[type=radio][value=hidden]').setValue();
    await until(() => toasts.shown.some(({ tone }) => tone === 'bad'), 'the refusal');
    const chosen = page.get('input[type=radio][value=enrolled]').element as HTMLInputElement;
    expect(chosen.checked).to.equal(true);
  });

  it('tells who watched how far', async () => {
    const viewer = {
      userId: '01932f00-0000-7000-8000-000000000007',
      name: '김영준',
      watchedMs: 300_000,
      watchedPercent: 50,
      positionMs: 300_000,
      firstAt: '2026-11-21T12:00:00.000Z',
      lastAt: '2026-11-21T12:05:00.000Z',
    };
    const { page } = await manage(aRecording(), aReplay(), {
      [`GET ${ONE}/viewers?limit=50`]: () => json(pageOf(viewer)),
    });
    await until(() => page.text().includes('김영준'), 'the viewer');
    expect(page.get('tbody tr').text()).to.include('50%');
  });

  it('is deleted with a way back', async () => {
    const { page, server } = await manage(aRecording(), aReplay(), {
      [`DELETE ${ONE}`]: () =>
        json(
          aRecording({
            deletedAt: '2026-11-21T12:00:00.000Z',
            restorableUntil: '2026-11-28T12:00:00.000Z',
          }),
        ),
      [`POST ${ONE}/restore`]: () => json(aRecording()),
    });
    await buttonOf(page, '녹화 삭제')?.trigger('click');
    await until(() => page.router.currentRoute.value.name === 'studio-recordings', 'the list');
    toasts.shown.find(({ action }) => action?.label === '되돌리기')?.action?.run();
    await until(() => server.asked.some(({ path }) => path === `${ONE}/restore`), 'the restoring');
  });
});
