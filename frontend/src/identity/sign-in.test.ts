import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import SignInPage from './SignInPage.vue';

type Answer = Parameters<typeof serve>[0][string];

describe('SignInPage', () => {
  let close = () => {};

  function open(answer: Answer) {
    const server = serve({ 'POST /auth/sign-in': answer });
    const page = mountInApp(SignInPage);
    close = () => {
      page.unmount();
      server.stop();
      accessTokens.set(null);
    };
    const submit = async (email: string, password: string) => {
      await page.get('input[name=email]').setValue(email);
      await page.get('input[name=password]').setValue(password);
      await page.get('form').trigger('submit');
    };
    return { page, server, submit };
  }

  afterEach(() => {
    close();
  });

  it('signs in, holds the token and leads to where one wanted to go', async () => {
    const { page, submit, server } = open(() => json(aSession()));
    await page.router.replace('/sign-in?next=/lessons/7/attendance');
    await submit(' Student01@Seodang.example ', 'seodang-demo');
    await until(() => page.router.currentRoute.value.path === '/lessons/7/attendance', 'the wanted page');
    expect(accessTokens.current()).to.equal('token');
    expect(server.asked[0]?.body).to.deep.equal({
      email: 'student01@seodang.example',
      password: 'seodang-demo',
    });
  });

  it('says that address or password is wrong, and lets one correct the password', async () => {
    const { page, submit } = open(() => problem(401, 'auth.sign_in_failed'));
    await submit('student01@seodang.example', 'wrong');
    await until(() => page.find('[role=alert]').exists(), 'the refusal');
    expect(page.get('[role=alert]').text()).to.include('이메일이나 비밀번호가 맞지 않아요.');
    expect(page.get<HTMLInputElement>('input[name=password]').element.value).to.equal('wrong');
  });

  it('asks nothing of the server while the form is incomplete, and goes to the first mistake', async () => {
    const { page, submit, server } = open(() => json(aSession()));
    await submit('not an address', '');
    await until(() => page.findAll('[aria-invalid=true]').length === 2, 'both mistakes');
    expect(document.activeElement?.getAttribute('name')).to.equal('email');
    const described = page.get('input[name=email]').attributes('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).to.include('이메일 주소를 확인해 주세요.');
    expect(server.asked).to.deep.equal([]);
  });

  it('says how long to wait after too many attempts, and takes none meanwhile', async () => {
    const { page, submit, server } = open(() => problem(429, 'request.too_many', { retryAfterSec: 240 }));
    await submit('student01@seodang.example', 'wrong');
    await until(() => page.text().includes('4분 뒤에'), 'the time to wait');
    expect(page.get('button[type=submit]').attributes('disabled')).to.not.equal(undefined);
    await page.get('form').trigger('submit');
    expect(server.asked).to.have.length(1);
  });

  it('shows and hides the password', async () => {
    const { page } = open(() => json(aSession()));
    const field = page.get('input[name=password]');
    await page.get('button[aria-label="비밀번호 보기"]').trigger('click');
    expect(field.attributes('type')).to.equal('text');
    await page.get('button[aria-label="비밀번호 숨기기"]').trigger('click');
    expect(field.attributes('type')).to.equal('password');
  });

  it('tells of Caps Lock', async () => {
    const { page } = open(() => json(aSession()));
    const key = new KeyboardEvent('keydown', { key: 'A', bubbles: true });
    Object.defineProperty(key, 'getModifierState', { value: (name: string) => name === 'CapsLock' });
    page.get('input[name=password]').element.dispatchEvent(key);
    await until(() => page.text().includes('Caps Lock'), 'the hint');
  });
});
