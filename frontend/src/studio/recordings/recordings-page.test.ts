import { expect } from 'chai';
import { buttonOf, until } from '../../../test/mount.js';
import { usePages, type Routes } from '../../../test/page.js';
import { aRecording, RECORDING_ID } from '../../../test/replay.js';
import { json, pageOf, problem } from '../../../test/server.js';
import RecordingsPage from './RecordingsPage.vue';

const LIST = 'GET /studio/recordings?limit=30';
const ONE = `/recordings/${RECORDING_ID}`;
const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('recordings in the studio', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  const pages = usePages();
  const open = (routes: Routes) => pages.open(RecordingsPage, routes);

  it('says of each what it is, how far, how large, and who watched', async () => {
    const work = { stage: 'verify', percent: 30, totalPercent: 8, isPaused: true, attempt: 1 };
    const { page } = open({
      [LIST]: () =>
        json(
          pageOf(
            aRecording(),
            aRecording({ id: id(501), title: '2강', state: 'processing', work, isWatchable: false }),
            aRecording({ id: id(502), title: '1강', state: 'failed', failure: 'nothing_recorded' }),
          ),
        ),
    });
    await until(() => page.findAll('li h2').length === 3, 'the recordings');
    await until(() => page.find('[aria-current=step]').exists(), 'the steps');
    const rows = page.findAll('main li, ul > li').map((row) => row.text());
    expect(rows[0]).to.include('수강생에게 공개').and.to.include('346 MB').and.to.include('7명이 봄');
    expect(page.get('[aria-current=step]').text()).to.include('검사').and.to.include('30%');
    expect(page.text()).to.include('진행 중인 수업이 있어 잠시 기다리고 있어요');
    expect(page.text()).to.include('녹화된 내용이 없어요');
    expect(buttonOf(page, '다시 만들기')).to.not.equal(undefined);
  });

  it('shows a hidden one to the students by one press', async () => {
    const { page, server } = open({
      [LIST]: () => json(pageOf(aRecording({ visibility: 'hidden' }))),
      [`PATCH ${ONE}`]: () => json(aRecording()),
    });
    await until(() => buttonOf(page, '수강생에게 공개') !== undefined, 'the button');
    await buttonOf(page, '수강생에게 공개')?.trigger('click');
    await until(() => page.text().includes('7명이 봄'), 'the new state');
    const patch = server.asked.find(({ method }) => method === 'PATCH');
    expect(patch?.body).to.deep.equal({ visibility: 'enrolled' });
  });

  it('restores a deleted one while that can be done', async () => {
    const until6 = new Date(Date.now() + 6 * 86_400_000).toISOString();
    const deleted = aRecording({ deletedAt: new Date().toISOString(), restorableUntil: until6 });
    const { page } = open({
      [LIST]: () => json(pageOf(deleted)),
      [`POST ${ONE}/restore`]: () => json(aRecording()),
    });
    await until(() => page.text().includes('6일 안에 되돌릴 수 있어요'), 'the deleted one');
    await buttonOf(page, '되돌리기')?.trigger('click');
    await until(() => page.text().includes('수강생에게 공개'), 'it again');
  });

  it('says so where nothing was recorded', async () => {
    const { page } = open({ [LIST]: () => json(pageOf()) });
    await until(() => page.text().includes('아직 녹화한 수업이 없어요'), 'the empty state');
  });

  it('tells what failed, with the request id', async () => {
    const { page } = open({
      [LIST]: () => problem(403, 'auth.forbidden', { requestId: 'r-3' }),
    });
    await until(() => page.find('[role=alert]').exists(), 'the error');
    expect(page.get('[role=alert]').text()).to.include('r-3');
  });
});
