import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { deviceZone } from '../shared/time.js';
import SignUpPage from './SignUpPage.vue';

type Answer = Parameters<typeof serve>[0][string];

describe('SignUpPage', () => {
  let close = () => {};

  function open(answer: Answer, locale: 'ko' | 'en' = 'ko') {
    const server = serve({ 'POST /auth/register': answer });
    const page = mountInApp(SignUpPage, { locale });
    close = () => {
      page.unmount();
      server.stop();
      accessTokens.set(null);
    };
    const submit = async (name: string, email: string, password: string) => {
      await page.get('input[name=name]').setValue(name);
      await page.get('input[name=email]').setValue(email);
      await page.get('input[name=password]').setValue(password);
      await page.get('form').trigger('submit');
    };
    return { page, server, submit };
  }

  afterEach(() => {
    close();
  });

  it('opens an account in the language and the time zone of the browser, and goes on', async () => {
    const { page, server, submit } = open(() => json(aSession(), 201));
    await page.router.replace('/sign-up?next=/courses/7?then=enrol');
    await submit(' 한서진 ', 'Seojin@Example.org', '여름밤의 매미 소리');
    await until(() => page.router.currentRoute.value.fullPath === '/courses/7?then=enrol', 'the wanted page');
    expect(server.asked[0]?.body).to.deep.equal({
      name: '한서진',
      email: 'seojin@example.org',
      password: '여름밤의 매미 소리',
      language: 'ko',
      timeZone: deviceZone(),
    });
    expect(accessTokens.current()).to.equal('token');
  });

  it('leads to the catalogue when one wanted nothing else', async () => {
    const { page, submit } = open(() => json(aSession(), 201));
    await page.router.replace('/sign-up');
    await submit('한서진', 'seojin@example.org', 'long enough pass');
    await until(() => page.router.currentRoute.value.path === '/courses', 'the catalogue');
  });

  it('tells the rule for passwords before, and the mistakes after an attempt', async () => {
    const { page, server, submit } = open(() => json(aSession(), 201));
    const password = page.get('input[name=password]');
    const hint = () => document.getElementById(password.attributes('aria-describedby') ?? '')?.textContent;
    expect(hint()).to.include('10자 이상');
    await submit('한서진', 'seojin@example.org', 'short');
    await until(() => password.attributes('aria-invalid') === 'true', 'the mistake');
    expect(hint()).to.include('10자 이상 적어 주세요.');
    expect(server.asked).to.deep.equal([]);
  });

  it('shows language and time zone, and lets one change them', async () => {
    const { page, server, submit } = open(() => json(aSession(), 201), 'en');
    expect(page.text()).to.include('Shown in English');
    await page
      .findAll('button')
      .find((button) => button.text() === 'Change')
      ?.trigger('click');
    await page.get('select[name=timeZone]').setValue('Europe/Berlin');
    await page.get('select[name=language]').setValue('ko');
    await submit('Lukas', 'lukas@example.org', 'long enough pass');
    await until(() => server.asked.length === 1, 'the request');
    expect(server.asked[0]?.body).to.include({ language: 'ko', timeZone: 'Europe/Berlin' });
  });

  it('leads who has an account already to sign in, with the same way on', async () => {
    const { page, submit } = open(() => problem(409, 'auth.email_taken'));
    await page.router.replace('/sign-up?next=/courses/7');
    await submit('한서진', 'seojin@example.org', 'long enough pass');
    await until(() => page.find('[role=alert]').exists(), 'the refusal');
    await page.get('[role=alert] button').trigger('click');
    await until(
      () => page.router.currentRoute.value.fullPath === '/sign-in?next=/courses/7',
      'the other page',
    );
  });

  it('says that a password is easy to guess', async () => {
    const { page, submit } = open(() => problem(400, 'auth.password_weak'));
    await submit('한서진', 'seojin@example.org', 'password1234');
    await until(() => page.find('[role=alert]').exists(), 'the refusal');
    expect(page.get('[role=alert]').text()).to.include('쉽게 짐작할 수 있는 비밀번호예요.');
  });
});
