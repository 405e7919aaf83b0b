import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { drawn, until } from '../../test/mount.js';
import { LESSON, press, REPLAY, useReplayPage } from '../../test/replay-page.js';
import { aReplay, RECORDING_ID } from '../../test/replay.js';
import { json, problem } from '../../test/server.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';

describe('ReplayPage', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);
  const { close, open, watch } = useReplayPage();

  it('leads whoever is not signed in and has no link to the sign-in, and back', async () => {
    const { page } = await open({}, { isSignedIn: false });
    await until(() => page.router.currentRoute.value.name === 'sign-in', 'the sign-in page');
    expect(page.router.currentRoute.value.query['next']).to.equal(`/replay/${RECORDING_ID}`);
  });

  it('lets a visitor with a link watch, without a chat and notes', async () => {
    const key = 'AAAAAAAAAAAAAAAAAAAAAA';
    const visitor = aReplay({ may: { manage: false, download: false, keep: false, readChat: false } });
    const { page } = await open(
      { [`${REPLAY}?key=${key}`]: () => json(visitor) },
      { isSignedIn: false, query: { key } },
    );
    await until(() => page.find('[role=tab]').exists(), 'the replay');
    expect(page.findAll('[role=tab]').map((tab) => tab.text())).to.deep.equal(['챕터']);
    expect(page.text()).not.to.include('이 순간에 질문하기');
  });

  it('says how far a replay is that is still being made, and shows it once it is there', async () => {
    let isReady = false;
    const work = { stage: 'render', percent: 42, totalPercent: 48, isPaused: false, attempt: 1 };
    const { page, players } = await open({
      [REPLAY]: () =>
        isReady
          ? json(aReplay())
          : problem(409, 'recording.not_ready', { recording: { state: 'processing', work } }),
    });
    await until(() => page.text().includes('다시보기를 준비하고 있어요'), 'the progress');
    expect(page.get('[role=progressbar]').attributes('aria-valuenow')).to.equal('48');
    expect(page.get('[aria-current=step]').text()).to.include('변환').and.to.include('42%');
    isReady = true;
    await queryClient.refetchQueries();
    await until(() => players.made.length > 0, 'the player');
  });

  it('says when it could not be made', async () => {
    const { page } = await open({
      [REPLAY]: () => problem(409, 'recording.not_ready', { recording: { state: 'failed', work: null } }),
    });
    await until(() => page.text().includes('다시보기를 만들지 못했어요'), 'the failure');
    expect(page.find('[role=progressbar]').exists()).to.equal(false);
  });

  it('tells those who may not watch the same as those who ask for what is not there', async () => {
    const { page } = await open({
      [REPLAY]: () => problem(404, 'recording.not_found', { requestId: 'r-1' }),
    });
    await until(() => page.find('[role=alert]').exists(), 'the refusal');
    expect(page.get('[role=alert]').text())
      .to.include('없는 녹화이거나 볼 수 없는 녹화예요')
      .and.to.include('r-1');
  });

  it('goes on where one left on another device, and offers the beginning', async () => {
    const progress = { positionMs: 120_000, watchedPercent: 20, watched: [] };
    const { player } = await watch(aReplay({ progress }));
    expect(player.source.startSec).to.equal(120);
    const [toast] = toasts.shown;
    expect(toast?.text).to.equal('2:00부터 이어서 봐요');
    toast?.action?.run();
    expect(player.state.timeSec).to.equal(0);
  });

  it('counts from where it was trimmed, and stops at its end', async () => {
    const { page, player } = await watch(
      aReplay({ trim: { startMs: 61_000, endMs: 301_000 }, playlistStartMs: 60_000 }),
    );
    expect(player.source.startSec).to.equal(1);
    expect(page.get('[data-time]').text()).to.equal('0:00 / 4:00');
    player.play();
    player.state.timeSec = 241;
    await until(() => player.state.isPaused, 'the end');
    expect(page.get('[data-time]').text()).to.equal('4:00 / 4:00');
    await page.get('[data-action=play]').trigger('click');
    expect(player.state).to.include({ timeSec: 1, isPaused: false });
  });

  it('obeys the keys of other players', async () => {
    const { page, player } = await watch();
    press('k');
    expect(player.state.isPaused).to.equal(false);
    press('l');
    press('l');
    press('ArrowLeft', 'ArrowLeft');
    expect(player.state.timeSec).to.equal(15);
    press('5', 'Digit5');
    expect(player.state.timeSec).to.equal(300);
    press('>', 'Period');
    expect(player.state.rate).to.equal(1.25);
    press('m');
    expect(player.state.isMuted).to.equal(true);
    press('?', 'Slash');
    await until(() => document.body.textContent.includes('글자 단축키 쓰기'), 'the list of keys');
    expect(page.find('[role=slider]').attributes('aria-valuetext')).to.equal('10:00 중 5:00');
  });

  it('lists chapters by what they are called or what they are, and leads to them', async () => {
    const { page, player } = await watch();
    const chapters = page.findAll('ol button');
    expect(chapters.map((one) => one.text())).to.deep.equal(['인사0:00', '화면 공유5:00']);
    await chapters[1]?.trigger('click');
    expect(player.state).to.include({ timeSec: 300, isPaused: false });
    await drawn();
    expect(page.get('[aria-current=true]').text()).to.include('화면 공유');
  });

  it('shows what one missed of the lesson, and plays only that', async () => {
    const at = (minute: number) => `2026-11-21T11:${String(minute).padStart(2, '0')}:00.000Z`;
    const me = aSession().user;
    const interval = { joinedAt: at(2), leftAt: at(6), reason: 'left', reconnects: 0 };
    const row = { userId: me.id, name: me.name, part: 'student', presentMin: 4, presentSec: 240 };
    const { page, player } = await watch(aReplay(), {
      [`GET /lessons/${LESSON}/attendance`]: () =>
        json({
          lessonId: LESSON,
          startedAt: at(0),
          endedAt: at(10),
          people: [{ ...row, intervals: [interval] }],
        }),
    });
    await until(() => page.text().includes('수업 중 놓친 부분이 6분 있어요'), 'what was missed');
    expect(page.text()).to.include('0:00–2:00').and.to.include('6:00–10:00');
    const play = page.findAll('button').find((button) => button.text() === '놓친 부분만 보기');
    await play?.trigger('click');
    expect(player.state).to.include({ timeSec: 0, isPaused: false });
    player.state.timeSec = 120.2;
    await until(() => player.state.timeSec === 360, 'the jump over what was seen');
    player.state.timeSec = 599.9;
    await until(() => player.state.isPaused, 'the end of it');
  });

  it('says why nothing plays, and tries again', async () => {
    const { page, player } = await watch();
    player.state.failure = 'network';
    await drawn();
    expect(page.get('section [role=alert]').text()).to.include('영상을 받지 못했어요');
    await page.get('section [role=alert] button').trigger('click');
    expect(player.retries).to.equal(1);
    player.state.failure = 'gone';
    await drawn();
    expect(page.get('section [role=alert]').text()).to.equal('더는 볼 수 없는 다시보기예요.');
  });

  it('goes on in another player when the recording was made anew or trimmed, not when only links changed', async () => {
    let view = aReplay();
    const { page, player, players } = await watch(view, { [REPLAY]: () => json(view) });
    player.play();
    player.setMuted(true);
    player.state.timeSec = 75;
    view = aReplay({ links: { ...view.links, playlist: '/media/index.m3u8?s=2' } });
    await player.source.renew();
    await drawn();
    expect(players.made).to.have.length(1);
    view = aReplay({
      links: { ...view.links, playlist: '/media/2/index.m3u8?s=3' },
      trim: { startMs: 61_000, endMs: 301_000 },
      playlistStartMs: 60_000,
    });
    await player.source.renew();
    await until(() => players.made[1]?.state.isPaused === false, 'the other player');
    expect(player.isDestroyed).to.equal(true);
    expect(players.made[1]?.source).to.include({ playlist: '/media/2/index.m3u8?s=3', startSec: 15 });
    expect(players.made[1]?.state).to.include({ isMuted: true, timeSec: 15 });
    expect(page.get('[data-time]').text()).to.equal('0:14 / 4:00');
  });

  it('lets go of the player with the page', async () => {
    const { player } = await watch();
    close();
    expect(player.isDestroyed).to.equal(true);
  });
});
