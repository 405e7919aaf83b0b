import { expect } from 'chai';
import { h, ref } from 'vue';
import { drawn, mountInApp, until } from '../../../test/mount.js';
import { ApiError } from '../errors.js';
import { toasts } from './toasts.js';
import UiButton from './UiButton.vue';
import UiDialog from './UiDialog.vue';
import UiErrorState from './UiErrorState.vue';
import UiIconButton from './UiIconButton.vue';
import UiMenu from './UiMenu.vue';
import UiMenuChoices from './UiMenuChoices.vue';
import UiMenuItem from './UiMenuItem.vue';
import UiToaster from './UiToaster.vue';

const press = (key: string, on: EventTarget = document.activeElement ?? document) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

describe('UiButton', () => {
  it('takes no press while busy, and says so', async () => {
    let presses = 0;
    const wrapper = mountInApp(UiButton, {
      props: { busy: true, onClick: () => (presses += 1) },
      slots: { default: () => 'Go' },
    });
    await wrapper.get('button').trigger('click');
    expect(presses).to.equal(0);
    expect(wrapper.get('button').attributes('aria-busy')).to.equal('true');
    wrapper.unmount();
  });

  it('is a link where it leads somewhere', () => {
    const wrapper = mountInApp(UiButton, { props: { to: '/lessons' }, slots: { default: () => 'Go' } });
    expect(wrapper.get('a').attributes('href')).to.equal('/lessons');
    wrapper.unmount();
  });
});

describe('UiIconButton', () => {
  it('has a name, and tells whether it is pressed only where it is a toggle', () => {
    const toggle = mountInApp(UiIconButton, { props: { label: '마이크 끄기', pressed: true } });
    expect(toggle.get('button').attributes()).to.include({
      'aria-label': '마이크 끄기',
      'aria-pressed': 'true',
    });
    toggle.unmount();
    const plain = mountInApp(UiIconButton, { props: { label: '닫기' } });
    expect(plain.get('button').attributes()).to.not.have.property('aria-pressed');
    plain.unmount();
  });
});

describe('UiDialog', () => {
  async function open(more: object = {}) {
    const shown = ref(true);
    const wrapper = mountInApp({
      setup: () => () =>
        h(UiDialog, {
          title: '수업 끝내기',
          open: shown.value,
          'onUpdate:open': (value: boolean) => (shown.value = value),
          ...more,
        }),
    });
    await drawn();
    return { wrapper, shown };
  }

  it('is named by its title, takes the focus and closes on Escape', async () => {
    const { wrapper, shown } = await open();
    const box = document.querySelector('[role=dialog]');
    const name = document.getElementById(box?.getAttribute('aria-labelledby') ?? '');
    expect(name?.textContent).to.equal('수업 끝내기');
    expect(box?.contains(document.activeElement)).to.equal(true);
    press('Escape', document);
    await until(() => !shown.value, 'the dialog to close');
    wrapper.unmount();
  });

  it('is an alertdialog when it is urgent', async () => {
    const { wrapper } = await open({ urgent: true, description: '모두 나가게 돼요.' });
    const box = document.querySelector('[role=alertdialog]');
    const description = document.getElementById(box?.getAttribute('aria-describedby') ?? '');
    expect(description?.textContent.trim()).to.equal('모두 나가게 돼요.');
    wrapper.unmount();
  });
});

describe('UiMenu', () => {
  it('opens and is worked by keys alone', async () => {
    const done: string[] = [];
    const language = ref('ko');
    const wrapper = mountInApp({
      setup: () => () =>
        h(
          UiMenu,
          { label: '계정 메뉴' },
          {
            trigger: () => h('button', '계정'),
            default: () => [
              h(UiMenuChoices, {
                label: '언어',
                choices: [
                  { value: 'ko', text: '한국어' },
                  { value: 'en', text: 'English' },
                ],
                modelValue: language.value,
                'onUpdate:modelValue': (value: string) => (language.value = value),
              }),
              h(UiMenuItem, { onSelect: () => done.push('out') }, () => '로그아웃'),
            ],
          },
        ),
    });
    const trigger = wrapper.get('button');
    trigger.element.focus();
    press('Enter', trigger.element);
    await until(() => document.querySelector('[role=menu]') !== null, 'the menu');
    await until(
      () => document.activeElement?.getAttribute('role')?.startsWith('menuitem') === true,
      'the focus inside',
    );
    expect(document.querySelector('[role=menuitemradio][aria-checked=true]')?.textContent).to.equal('한국어');
    press('ArrowDown');
    await drawn();
    press('Enter');
    await until(() => language.value === 'en', 'the other language');
    wrapper.unmount();
  });
});

describe('UiErrorState', () => {
  it('offers to try again only where that can help', () => {
    let retries = 0;
    const away = mountInApp(UiErrorState, {
      props: {
        error: new ApiError('store.unavailable', { status: 503, requestId: 'r-1' }),
        onRetry: () => (retries += 1),
      },
    });
    away.get('button').element.click();
    expect(retries).to.equal(1);
    expect(away.text()).to.include('r-1');
    away.unmount();
    const gone = mountInApp(UiErrorState, {
      props: { error: new ApiError('lesson.not_found', { status: 404 }) },
      slots: { default: () => '내 수업' },
    });
    expect(gone.find('button').exists()).to.equal(false);
    expect(gone.text()).to.include('내 수업');
    gone.unmount();
  });
});

describe('UiToaster', () => {
  it('shows a message that can be undone, once', async () => {
    const wrapper = mountInApp(UiToaster);
    let undone = 0;
    toasts.show({ text: '손을 내렸어요', action: { label: '되돌리기', run: () => (undone += 1) } });
    await drawn();
    expect(wrapper.get('[aria-live=polite]').text()).to.include('손을 내렸어요');
    await wrapper.get('li button').trigger('click');
    expect(undone).to.equal(1);
    expect(toasts.shown).to.have.length(0);
    wrapper.unmount();
  });

  it('keeps the newest three', () => {
    for (const text of ['하나', '둘', '셋', '넷']) toasts.show({ text });
    expect(toasts.shown.map(({ text }) => text)).to.deep.equal(['둘', '셋', '넷']);
    toasts.shown.splice(0);
  });
});
