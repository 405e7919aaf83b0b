import { RoomList } from '@seodang/contracts/chat';
import type { RoomView } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import { aMessage, aPerson, aRoom } from '../../test/chat.js';
import { aSession } from '../../test/factories.js';
import { drawn, mountInApp, until } from '../../test/mount.js';
import { button } from '../../test/room-fixtures.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import DirectRequest from './DirectRequest.vue';
import MembersPanel from './MembersPanel.vue';
import MuteMenu from './MuteMenu.vue';
import ReportsPage from './ReportsPage.vue';
import RoomListPane from './RoomListPane.vue';
import RoomMenu from './RoomMenu.vue';
import RoomSettingsDialog from './RoomSettingsDialog.vue';

type Routes = Parameters<typeof serve>[0];
type Component = Parameters<typeof mountInApp>[0];

const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;
const anna = aPerson({ id: id(21), name: 'Anna Weber', part: 'instructor' });

const listed = (room: RoomView, head: object = {}) =>
  RoomList.shape.items.element.parse({
    room,
    head: {
      ...{ roomId: room.id, lastSeq: 4, readSeq: 4, mentions: 0 },
      last: {
        authorId: id(21),
        authorName: '김규현',
        excerpt: '먹을 갈아 두세요',
        sentAt: '2026-11-21T08:00:00.000Z',
      },
      ...head,
    },
  });
const direct = (state: string) =>
  aRoom({ id: id(32), kind: 'direct', name: anna.name, course: null, direct: { person: anna, state } });

describe('messages', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  let close = () => {};

  function open(component: Component, routes: Routes, props: Record<string, unknown> = {}) {
    accessTokens.set(aSession());
    const server = serve({
      'GET /chat/rooms': () => json({ items: [] }),
      'GET /me/blocks': () => json({ items: [] }),
      ...routes,
    });
    const page = mountInApp(component, { props });
    // Its store of who is signed in exists only now.
    accessTokens.set(aSession());
    close = () => {
      page.unmount();
      queryClient.clear();
      toasts.shown.splice(0);
      server.stop();
      accessTokens.set(null);
    };
    return { page, server };
  }

  afterEach(() => {
    close();
  });

  const said = () => toasts.shown.map(({ text }) => text);

  describe('the list of rooms', () => {
    it('shows no words of somebody who is blocked', async () => {
      const items = [listed(aRoom({ name: '질문' }))];
      const routes = { 'GET /me/blocks': () => json({ items: [anna] }) };
      const { page } = open(RoomListPane, { ...routes, 'GET /chat/rooms': () => json({ items }) });
      await until(() => page.text().includes('차단한 사람의 메시지예요.'), 'the words in their place');
      expect(page.text()).to.not.contain('먹을 갈아 두세요');
    });

    it('shows what was said last in each, how much is unread, and who asks', async () => {
      const items = [
        listed(aRoom({ name: '질문' }), { lastSeq: 7, mentions: 1 }),
        listed(aRoom({ id: id(31), name: '공지', mute: { until: null, mentionsPass: true } }), {
          lastSeq: 9,
        }),
        listed(direct('asked'), { lastSeq: 0, readSeq: 0, last: null }),
      ];
      const { page } = open(RoomListPane, { 'GET /chat/rooms': () => json({ items }) });
      await until(() => page.findAll('a[data-room]').length === 3, 'three rooms');
      const [notice, question, request] = page.findAll('a[data-room]').map((row) => row.text());
      expect(notice).to.include('공지').and.include('알림 꺼짐').and.not.include('안 읽은');
      expect(question).to.include('질문').and.include('먹을 갈아 두세요').and.include('@3');
      expect(question).to.include('안 읽은 메시지 3개, 나를 부른 메시지 1개');
      expect(request).to.include('Anna Weber').and.include('대화를 요청했어요');
    });

    it('is walked along with the arrow keys', async () => {
      const items = [listed(aRoom({ name: '가' })), listed(aRoom({ id: id(31), name: '나' }))];
      const { page } = open(RoomListPane, { 'GET /chat/rooms': () => json({ items }) });
      await until(() => page.findAll('a[data-room]').length === 2, 'two rooms');
      const [first, second] = page.findAll<HTMLElement>('a[data-room]');
      first?.element.focus();
      await first?.trigger('keydown', { key: 'ArrowDown' });
      expect(document.activeElement).to.equal(second?.element);
      await second?.trigger('keydown', { key: 'Home' });
      expect(document.activeElement).to.equal(first?.element);
    });

    it('says that there is none yet, and where one comes from', async () => {
      const { page } = open(RoomListPane, {});
      await until(() => page.text().includes('아직 대화방이 없어요'), 'the empty list');
      expect(page.get('a[href="/courses"]').text()).to.equal('수업 찾기');
    });

    it('tells that it could not be had, and tries again', async () => {
      let isDown = true;
      const { page } = open(RoomListPane, {
        'GET /chat/rooms': () =>
          isDown ? problem(403, 'auth.forbidden') : json({ items: [listed(aRoom())] }),
      });
      await until(() => page.find('[role=alert]').exists(), 'the failure');
      expect(page.get('[role=alert]').text()).to.include('대화방을 불러오지 못했어요');
      isDown = false;
      await queryClient.refetchQueries();
      await until(() => page.find('a[data-room]').exists(), 'the room');
    });
  });

  describe('a request for a conversation', () => {
    const answer = `PUT /direct-rooms/${id(32)}/answer`;

    it('is accepted by a press', async () => {
      const { page, server } = open(
        DirectRequest,
        { [answer]: () => json(direct('agreed')) },
        { room: direct('asked') },
      );
      expect(page.text()).to.include('Anna Weber 님이 대화를 요청했어요');
      await page
        .findAll('button')
        .find((button) => button.text() === '수락하기')
        ?.trigger('click');
      await until(() => server.asked.some(({ method }) => method === 'PUT'), 'the answer');
      expect(server.asked.find(({ method }) => method === 'PUT')?.body).to.deep.equal({ agrees: true });
    });

    it('offers no answer to who asked, and none after it was declined', () => {
      const { page } = open(DirectRequest, {}, { room: direct('asking') });
      expect(page.text()).to.include('Anna Weber 님의 답을 기다리고 있어요');
      expect(page.findAll('button')).to.have.length(0);
      close();
      const declined = open(DirectRequest, {}, { room: direct('declined') }).page;
      expect(declined.text()).to.include('지금은 대화할 수 없어요');
      expect(declined.findAll('button')).to.have.length(0);
    });
  });

  it('of two are left by the menu, which can be undone', async () => {
    const room = direct('agreed');
    const answer = `PUT /direct-rooms/${room.id}/answer`;
    const { page, server } = open(RoomMenu, { [answer]: () => json(direct('ended')) }, { room });
    page.get('button').element.focus();
    await page.get('button').trigger('keydown', { key: 'Enter' });
    await until(() => document.querySelector('[role=menu]') !== null, 'the menu');
    [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
      .find(({ textContent }) => textContent.trim() === '대화 나가기')
      ?.click();
    await until(() => said().length > 0, 'the toast');
    expect(said()).to.deep.equal(['Anna Weber 님과의 대화에서 나왔어요']);
    toasts.shown[0]?.action?.run();
    const answers = () => server.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    await until(() => answers().length === 2, 'the undoing');
    expect(answers()).to.deep.equal([{ agrees: false }, { agrees: true }]);
  });

  it('are muted for a while, which can be undone', async () => {
    const room = aRoom();
    const mute = `PUT /rooms/${room.id}/mute`;
    const { page, server } = open(MuteMenu, { [mute]: () => json(room) }, { room });
    page.get('button').element.focus();
    await page.get('button').trigger('keydown', { key: 'Enter' });
    await until(() => document.querySelector('[role=menu]') !== null, 'the menu');
    const choices = [...document.querySelectorAll<HTMLElement>('[role=menuitemradio]')];
    expect(choices.map(({ textContent }) => textContent.trim())).to.deep.equal([
      ...['켜기', '15분 동안 끄기', '30분 동안 끄기', '1시간 동안 끄기', '다시 켤 때까지 끄기'],
    ]);
    choices[1]?.click();
    await until(() => said().length > 0, 'the toast');
    expect(said()).to.deep.equal(['이야기의 알림을 껐어요']);
    toasts.shown[0]?.action?.run();
    await drawn();
    await until(() => server.asked.filter(({ method }) => method === 'PUT').length === 2, 'the undoing');
    expect(server.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body)).to.deep.equal([
      { for: '15m', mentionsPass: true },
      { for: 'off', mentionsPass: true },
    ]);
  });

  it('show the people of a room, with blocked ones marked', async () => {
    const room = aRoom();
    const { page } = open(
      MembersPanel,
      {
        [`GET /rooms/${room.id}/members?limit=50`]: () =>
          json({ items: [anna, aPerson({ id: id(1), name: '정하영' }), aPerson()], nextCursor: null }),
        'GET /me/blocks': () => json({ items: [aPerson()] }),
      },
      { room },
    );
    await until(() => page.findAll('li').length === 3, 'three people');
    await until(() => page.text().includes('차단함'), 'the block');
    const rows = page.findAll('li').map((row) => row.text());
    expect(rows[0]).to.include('Anna Weber').and.include('강사');
    expect(rows[1]).to.include('정하영 (나)');
    expect(page.findAll('li button'), 'menus, none for oneself').to.have.length(2);
  });

  it('change the settings of a channel, whose name has no spaces', async () => {
    const room = aRoom({ mayModerate: true });
    const change = `PATCH /rooms/${room.id}`;
    const { page, server } = open(RoomSettingsDialog, { [change]: () => json(room) }, { room, open: true });
    await until(() => document.querySelector('input[name=name]') !== null, 'the form');
    const name = document.querySelector<HTMLInputElement>('input[name=name]');
    const write = async (text: string) => {
      if (name !== null) name.value = text;
      name?.dispatchEvent(new Event('input'));
      await drawn();
      document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await drawn();
    };
    await write('붓과 먹 이야기');
    expect(document.body.textContent).to.include('띄어쓰기와 #, @ 없이 적어 주세요.');
    await write('붓이야기');
    await until(() => server.asked.some(({ method }) => method === 'PATCH'), 'the change');
    expect(server.asked.find(({ method }) => method === 'PATCH')?.body).to.deep.equal({
      ...{ name: '붓이야기', writers: 'everyone', slowModeSec: 0 },
    });
    expect(page.exists()).to.equal(true);
  });

  it('that were reported are shown to operators and dismissed', async () => {
    const report = {
      ...{
        id: id(40),
        message: aMessage({ text: '싸게 팝니다' }),
        reporter: anna,
        reason: 'spam',
        words: '광고',
      },
      ...{ reportedAt: '2026-11-21T08:00:00.000Z', resolution: 'open' },
    };
    let items = [report];
    const { page, server } = open(ReportsPage, {
      'GET /chat/reports': () => json({ items }),
      [`PUT /chat/reports/${id(40)}/resolution`]: () => {
        items = [{ ...report, resolution: 'dismissed' }];
        return new Response(null, { status: 204 });
      },
    });
    await until(() => page.text().includes('싸게 팝니다'), 'the report');
    expect(page.get('li').text()).to.include('광고·도배').and.include('Anna Weber 님이');
    await page
      .findAll('button')
      .find((button) => button.text() === '문제없음')
      ?.trigger('click');
    await until(() => page.text().includes('살펴볼 신고가 없어요'), 'the empty list');
    expect(server.asked.find(({ method }) => method === 'PUT')?.body).to.deep.equal({
      resolution: 'dismissed',
    });
    expect(said()).to.deep.equal(['문제없음으로 처리했어요']);
  });

  it('lead to the suspension of who wrote them, which asks first and can be taken back', async () => {
    const message = aMessage({ text: '싸게 팝니다' });
    const reported = { reporter: anna, reason: 'spam', words: '', reportedAt: '2026-11-21T08:00:00.000Z' };
    const path = `PUT /users/${message.author.id}/suspension`;
    const { page, server } = open(ReportsPage, {
      'GET /chat/reports': () => json({ items: [{ id: id(40), message, ...reported, resolution: 'open' }] }),
      [path]: () => new Response(null, { status: 204 }),
    });
    const sent = () => server.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    await until(() => page.text().includes('싸게 팝니다'), 'the report');
    button('계정 정지').click();
    await until(() => document.querySelector('[role=alertdialog]') !== null, 'the question');
    expect(sent()).to.deep.equal([]);
    document.querySelector<HTMLElement>('[role=alertdialog] button[type=submit]')?.click();
    await until(() => said().length > 0, 'the toast');
    expect(said()).to.deep.equal([`${message.author.name} 님의 계정을 정지했어요`]);
    toasts.shown.at(-1)?.action?.run();
    await until(() => sent().length === 2, 'the way back');
    expect(sent()).to.deep.equal([{ suspended: true }, { suspended: false }]);
  });
});
