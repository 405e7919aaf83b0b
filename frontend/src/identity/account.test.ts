import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { drawn, mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { setTheme, theme } from '../shared/theme.js';
import { toasts } from '../shared/ui/toasts.js';
import AccountPage from './AccountPage.vue';

type Routes = Parameters<typeof serve>[0];

const HERE = '01932f00-0000-7000-8000-0000000000a1';
const THERE = '01932f00-0000-7000-8000-0000000000a2';
const device = (id: string, name: string, isCurrent: boolean) => ({
  id,
  device: name,
  isCurrent,
  createdAt: '2026-11-20T01:00:00.000Z',
  lastUsedAt: '2026-11-21T01:00:00.000Z',
});
const BOTH = { items: [device(THERE, 'Firefox · Android', false), device(HERE, 'Chromium · Linux', true)] };

describe('AccountPage', () => {
  let close = () => {};

  async function open(routes: Routes = {}) {
    const server = serve({ 'GET /me/sign-ins': () => json(BOTH), ...routes });
    const page = mountInApp(AccountPage);
    accessTokens.set(aSession());
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
      toasts.shown.splice(0);
      accessTokens.set(null);
    };
    await until(() => page.find('form').exists(), 'the account');
    const said = () => toasts.shown.at(-1)?.text;
    const button = (text: string) => page.findAll('button').find((found) => found.text() === text);
    return { page, server, said, button };
  }
  const me = (more: object) => json({ ...aSession().user, ...more });

  afterEach(() => {
    close();
  });

  it('keeps a new name, once something was changed', async () => {
    const { page, server, said, button } = await open({ 'PATCH /me': () => me({ name: '정하늘' }) });
    expect(button('저장하기')?.attributes('disabled')).to.not.equal(undefined);
    await page.get('input[name=name]').setValue('정하늘');
    await page.get('form').trigger('submit');
    await until(() => said() === '저장했어요', 'the word that it is kept');
    expect(server.asked.at(-1)?.body).to.include({ name: '정하늘', timeZone: 'Asia/Seoul' });
    await until(() => button('저장하기')?.attributes('disabled') !== undefined, 'nothing more to keep');
  });

  it('switches reminders when the server has taken it, and not before', async () => {
    let answer = () => problem(503, 'store.unavailable');
    const { page, server, said } = await open({ 'PATCH /me': () => answer() });
    const control = page.get<HTMLInputElement>('input[role=switch]');
    await control.setValue(false);
    await until(() => said()?.includes('잠시 멈췄어요') === true, 'the reason');
    await drawn();
    expect(control.element.checked, 'as it was').to.equal(true);
    answer = () => me({ wantsReminders: false });
    await control.setValue(false);
    await until(() => said() === '저장했어요', 'the word that it is kept');
    expect(control.element.checked).to.equal(false);
    expect(server.asked.at(-1)?.body).to.deep.equal({ wantsReminders: false });
  });

  it('changes the password, and empties the fields', async () => {
    const { page, server, said } = await open({
      'POST /me/password': () => new Response(null, { status: 204 }),
    });
    await page.get('input[name=current]').setValue('seodang-demo');
    await page.get('input[name=next]').setValue('여름밤의 매미 소리');
    await page.findAll('form')[1]?.trigger('submit');
    await until(() => said()?.includes('비밀번호를 바꿨어요') === true, 'the word');
    expect(server.asked.find(({ path }) => path === '/me/password')?.body).to.deep.equal({
      current: 'seodang-demo',
      next: '여름밤의 매미 소리',
    });
    expect(page.get<HTMLInputElement>('input[name=next]').element.value).to.equal('');
  });

  it('says that the current password is wrong', async () => {
    const { page } = await open({ 'POST /me/password': () => problem(403, 'auth.password_wrong') });
    await page.get('input[name=current]').setValue('wrong');
    await page.get('input[name=next]').setValue('여름밤의 매미 소리');
    await page.findAll('form')[1]?.trigger('submit');
    await until(() => page.find('[role=alert]').exists(), 'the refusal');
    expect(page.get('[role=alert]').text()).to.include('지금 비밀번호가 맞지 않아요.');
  });

  it('lists this device first, and signs out another', async () => {
    let list = BOTH;
    const { page, server, said } = await open({
      'GET /me/sign-ins': () => json(list),
      [`DELETE /me/sign-ins/${THERE}`]: () => {
        list = { items: BOTH.items.slice(1) };
        return new Response(null, { status: 204 });
      },
    });
    await until(() => page.findAll('section li').length === 2, 'both devices');
    expect(page.findAll('section li')[0]?.text()).to.include('이 기기');
    await page.get('button[aria-label="Firefox · Android 로그아웃"]').trigger('click');
    await until(() => page.findAll('section li').length === 1, 'one device');
    expect(said()).to.equal('그 기기를 로그아웃했어요');
    expect(server.asked.some(({ method, path }) => method === 'DELETE' && path.endsWith(THERE))).to.equal(
      true,
    );
  });

  it('asks before it signs out all others', async () => {
    const { button, server } = await open({
      'DELETE /me/sign-ins': () => new Response(null, { status: 204 }),
    });
    await until(() => button('다른 기기 모두 로그아웃') !== undefined, 'the button');
    await button('다른 기기 모두 로그아웃')?.trigger('click');
    await until(() => document.querySelector('[role=alertdialog] form') !== null, 'the question');
    expect(server.asked.some(({ method }) => method === 'DELETE')).to.equal(false);
    document
      .querySelector('[role=alertdialog] form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await until(() => document.querySelector('[role=alertdialog]') === null, 'the end of the question');
    expect(server.asked.filter(({ method }) => method === 'DELETE')).to.have.length(1);
  });

  it('shows the app in another look at once', async () => {
    const { page } = await open();
    await page.get('input[value=dark]').setValue(true);
    expect(theme.value).to.equal('dark');
    expect(document.documentElement.dataset.theme).to.equal('dark');
    setTheme('system');
  });
});
