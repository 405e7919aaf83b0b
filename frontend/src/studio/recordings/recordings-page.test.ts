import { expect } from 'chai';
import type { Component } from 'vue';
import { catchDownloads } from '../../../test/downloads.js';
import { aSession } from '../../../test/factories.js';
import { mountInApp, until } from '../../../test/mount.js';
import { aRecording, aReplay, RECORDING_ID } from '../../../test/replay.js';
import { json, problem, serve } from '../../../test/server.js';
import { accessTokens } from '../../shared/access-tokens.js';
import { queryClient } from '../../shared/query.js';
import { toasts } from '../../shared/ui/toasts.js';
import RecordingPage from './RecordingPage.vue';
import RecordingsPage from './RecordingsPage.vue';

type Routes = Parameters<typeof serve>[0];
type Page = ReturnType<typeof mountInApp>;
const LIST = 'GET /studio/recordings?limit=30';
const ONE = `/recordings/${RECORDING_ID}`;
const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;
const page = (...items: unknown[]) => ({ items, nextCursor: null });

const buttonOf = (from: Page, text: string) => from.findAll('button').find((one) => one.text() === text);

describe('recordings in the studio', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  let close = () => {};

  function open(what: Component, routes: Routes) {
    const server = serve({ [`GET ${ONE}/viewers?limit=50`]: () => json(page()), ...routes });
    accessTokens.set(aSession());
    const wrapper = mountInApp(what, what === RecordingPage ? { props: { id: RECORDING_ID } } : {});
    close = () => {
      wrapper.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
      for (const toast of [...toasts.shown]) toasts.close(toast.id);
    };
    return { wrapper, server };
  }

  afterEach(() => {
    close();
  });

  describe('the list', () => {
    it('says of each what it is, how far, how large, and who watched', async () => {
      const work = { stage: 'verify', percent: 30, totalPercent: 8, isPaused: true, attempt: 1 };
      const { wrapper } = open(RecordingsPage, {
        [LIST]: () =>
          json(
            page(
              aRecording(),
              aRecording({ id: id(501), title: '2강', state: 'processing', work, isWatchable: false }),
              aRecording({ id: id(502), title: '1강', state: 'failed', failure: 'nothing_recorded' }),
            ),
          ),
      });
      await until(() => wrapper.findAll('li h2').length === 3, 'the recordings');
      await until(() => wrapper.find('[aria-current=step]').exists(), 'the steps');
      const rows = wrapper.findAll('main li, ul > li').map((row) => row.text());
      expect(rows[0]).to.include('수강생에게 공개').and.to.include('346 MB').and.to.include('7명이 봄');
      expect(wrapper.get('[aria-current=step]').text()).to.include('검사').and.to.include('30%');
      expect(wrapper.text()).to.include('진행 중인 수업이 있어 잠시 기다리고 있어요');
      expect(wrapper.text()).to.include('녹화된 내용이 없어요');
      expect(buttonOf(wrapper, '다시 만들기')).to.not.equal(undefined);
    });

    it('shows a hidden one to the students by one press', async () => {
      const { wrapper, server } = open(RecordingsPage, {
        [LIST]: () => json(page(aRecording({ visibility: 'hidden' }))),
        [`PATCH ${ONE}`]: () => json(aRecording()),
      });
      await until(() => buttonOf(wrapper, '수강생에게 공개') !== undefined, 'the button');
      await buttonOf(wrapper, '수강생에게 공개')?.trigger('click');
      await until(() => wrapper.text().includes('7명이 봄'), 'the new state');
      const patch = server.asked.find(({ method }) => method === 'PATCH');
      expect(patch?.body).to.deep.equal({ visibility: 'enrolled' });
    });

    it('restores a deleted one while that can be done', async () => {
      const until6 = new Date(Date.now() + 6 * 86_400_000).toISOString();
      const deleted = aRecording({ deletedAt: new Date().toISOString(), restorableUntil: until6 });
      const { wrapper } = open(RecordingsPage, {
        [LIST]: () => json(page(deleted)),
        [`POST ${ONE}/restore`]: () => json(aRecording()),
      });
      await until(() => wrapper.text().includes('6일 안에 되돌릴 수 있어요'), 'the deleted one');
      await buttonOf(wrapper, '되돌리기')?.trigger('click');
      await until(() => wrapper.text().includes('수강생에게 공개'), 'it again');
    });

    it('says so where nothing was recorded', async () => {
      const { wrapper } = open(RecordingsPage, { [LIST]: () => json(page()) });
      await until(() => wrapper.text().includes('아직 녹화한 수업이 없어요'), 'the empty state');
    });

    it('tells what failed, with the request id', async () => {
      const { wrapper } = open(RecordingsPage, {
        [LIST]: () => problem(403, 'auth.forbidden', { requestId: 'r-3' }),
      });
      await until(() => wrapper.find('[role=alert]').exists(), 'the error');
      expect(wrapper.get('[role=alert]').text()).to.include('r-3');
    });
  });

  describe('one of them', () => {
    async function manage(recording = aRecording(), replay = aReplay(), routes: Routes = {}) {
      const opened = open(RecordingPage, {
        [`GET ${ONE}`]: () => json(recording),
        [`GET ${ONE}/replay?whole=true`]: () => json(replay),
        ...routes,
      });
      await until(() => opened.wrapper.find('#trim').exists(), 'the page');
      return opened;
    }

    it('gives the ledgers of its lesson as files, or says why not', async () => {
      let isAway = true;
      const csv = 'name,agrees\n';
      const table = () => (isAway ? problem(503, 'store.unavailable') : new Response(csv));
      const lesson = aRecording().lesson.id;
      const { wrapper } = await manage(aRecording(), aReplay(), {
        [`GET /lessons/${lesson}/consents.csv`]: table,
        [`GET /lessons/${lesson}/recording-ledger.csv`]: table,
      });
      const saved = catchDownloads();
      const section = wrapper.get('section[aria-labelledby=ledgers]');
      await buttonOf(wrapper, '동의 기록 내려받기 (CSV)')?.trigger('click');
      await until(() => section.find('[role=alert]').exists(), 'the refusal');
      expect(saved.all).to.have.length(0);
      isAway = false;
      await buttonOf(wrapper, '동의 기록 내려받기 (CSV)')?.trigger('click');
      await until(() => saved.all.length === 1, 'the consents');
      await buttonOf(wrapper, '관리 기록 내려받기 (CSV)')?.trigger('click');
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
      const { wrapper } = open(RecordingPage, {
        [`GET ${ONE}`]: () => json(aRecording()),
        [`GET ${ONE}/replay?whole=true`]: () =>
          isAway ? problem(503, 'store.unavailable') : json(aReplay()),
      });
      await until(() => wrapper.text().includes('자르기, 챕터, 자막을 불러오지 못했어요'), 'the failure');
      isAway = false;
      await buttonOf(wrapper, '다시 시도')?.trigger('click');
      await until(() => wrapper.find('#trim').exists(), 'the page');
    });

    it('says that a browser does not copy', async () => {
      const { wrapper } = await manage(
        aRecording({ visibility: 'link', sharePath: `/replay/${RECORDING_ID}?key=AAAAAAAAAAAAAAAAAAAAAA` }),
      );
      // As on a page without TLS.
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      await buttonOf(wrapper, '링크 복사')?.trigger('click');
      await until(() => toasts.shown.some(({ tone }) => tone === 'bad'), 'the refusal');
      Reflect.deleteProperty(navigator, 'clipboard');
    });

    it('is deleted with the reason that the ledger keeps', async () => {
      const { wrapper, server } = await manage(aRecording(), aReplay(), {
        [`DELETE ${ONE}`]: () => json(aRecording({ deletedAt: new Date().toISOString() })),
      });
      const form = wrapper.findAll('form').find((one) => one.text().includes('지우는 까닭'));
      await form?.get('input').setValue(' 한 분이 원해서 ');
      await form?.trigger('submit');
      await until(() => server.asked.some(({ method }) => method === 'DELETE'), 'the deletion');
      const asked = server.asked.find(({ method }) => method === 'DELETE');
      expect(asked?.body).to.deep.equal({ reason: '한 분이 원해서' });
    });

    it('is trimmed by keys, and saved as the server has it', async () => {
      const { wrapper, server } = await manage(aRecording(), aReplay(), {
        [`PUT ${ONE}/trim`]: ({ body }) => json(aRecording({ trim: body })),
      });
      const [start, end] = wrapper.findAll('[role=slider]');
      await start?.trigger('keydown', { key: 'ArrowRight' });
      await start?.trigger('keydown', { key: 'ArrowRight' });
      expect(start?.attributes('aria-valuetext')).to.equal('0:02');
      await end?.trigger('keydown', { key: 'PageDown' });
      expect(wrapper.text()).to.include('남는 길이 8:58');
      await wrapper.get('section[aria-labelledby=trim] form').trigger('submit');
      await until(() => toasts.shown.length > 0, 'the answer');
      const put = server.asked.find(({ method }) => method === 'PUT');
      expect(put?.body).to.deep.equal({ startMs: 2_000, endMs: 540_000 });
    });

    it('gets chapters of its own, each with a time and a title', async () => {
      const { wrapper, server } = await manage(aRecording(), aReplay(), {
        [`PUT ${ONE}/chapters`]: ({ body }) => {
          const { chapters } = body as { chapters: object[] };
          return json({ chapters: chapters.map((chapter) => ({ ...chapter, source: 'written' })) });
        },
      });
      const section = () => wrapper.get('section[aria-labelledby=chapters]');
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
      const { wrapper, server } = await manage(
        aRecording(),
        aReplay({ links: { ...aReplay().links, captions } }),
        { [`DELETE ${ONE}/captions/ko`]: () => new Response(null, { status: 204 }) },
      );
      const dialog = () => document.querySelector<HTMLElement>('[role=alertdialog]');
      await wrapper.get('section[aria-labelledby=chapters] input').setValue('0:01');
      void wrapper.router.push({ name: 'courses' });
      await until(() => dialog()?.textContent.includes('저장하지 않고 나갈까요?') === true, 'the question');
      dialog()?.querySelector<HTMLElement>('[type=submit]')?.click();
      await until(() => wrapper.router.currentRoute.value.name === 'courses', 'the other page');
      await until(() => dialog() === null, 'the end of the question');
      await wrapper.get('section[aria-labelledby=captions] li button').trigger('click');
      await until(() => dialog()?.textContent.includes('파일을 다시 올려야') === true, 'the other question');
      expect(server.asked.some(({ method }) => method === 'DELETE')).to.equal(false);
      dialog()?.querySelector<HTMLElement>('[type=submit]')?.click();
      await until(() => server.asked.some(({ method }) => method === 'DELETE'), 'the deletion');
    });

    it('is shared by a link, which is shown only then', async () => {
      const sharePath = `/replay/${RECORDING_ID}?key=AAAAAAAAAAAAAAAAAAAAAA`;
      const { wrapper, server } = await manage(aRecording(), aReplay(), {
        [`PATCH ${ONE}`]: () => json(aRecording({ visibility: 'link', sharePath })),
      });
      expect(wrapper.text()).not.to.include('key=');
      await wrapper.get('input[type=radio][value=link]').setValue();
      await until(() => wrapper.text().includes(sharePath), 'the link');
      expect(server.asked.find(({ method }) => method === 'PATCH')?.body).to.deep.equal({
        visibility: 'link',
      });
    });

    it('is put back when the server refuses a change', async () => {
      const { wrapper } = await manage(aRecording(), aReplay(), {
        [`PATCH ${ONE}`]: () => problem(403, 'auth.forbidden'),
      });
      await wrapper.get('input[type=radio][value=hidden]').setValue();
      await until(() => toasts.shown.some(({ tone }) => tone === 'bad'), 'the refusal');
      const chosen = wrapper.get('input[type=radio][value=enrolled]').element as HTMLInputElement;
      expect(chosen.checked).to.equal(true);
    });

    it('tells who watched how far', async () => {
      const viewer = {
        userId: id(7),
        name: '김영준',
        watchedMs: 300_000,
        watchedPercent: 50,
        positionMs: 300_000,
        firstAt: '2026-11-21T12:00:00.000Z',
        lastAt: '2026-11-21T12:05:00.000Z',
      };
      const { wrapper } = await manage(aRecording(), aReplay(), {
        [`GET ${ONE}/viewers?limit=50`]: () => json(page(viewer)),
      });
      await until(() => wrapper.text().includes('김영준'), 'the viewer');
      expect(wrapper.get('tbody tr').text()).to.include('50%');
    });

    it('is deleted with a way back', async () => {
      const { wrapper, server } = await manage(aRecording(), aReplay(), {
        [`DELETE ${ONE}`]: () =>
          json(
            aRecording({
              deletedAt: '2026-11-21T12:00:00.000Z',
              restorableUntil: '2026-11-28T12:00:00.000Z',
            }),
          ),
        [`POST ${ONE}/restore`]: () => json(aRecording()),
      });
      await buttonOf(wrapper, '녹화 삭제')?.trigger('click');
      await until(() => wrapper.router.currentRoute.value.name === 'studio-recordings', 'the list');
      toasts.shown.find(({ action }) => action?.label === '되돌리기')?.action?.run();
      await until(() => server.asked.some(({ path }) => path === `${ONE}/restore`), 'the restoring');
    });
  });
});
