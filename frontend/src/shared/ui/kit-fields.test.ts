import { expect } from 'chai';
import { h, ref } from 'vue';
import { drawn, mountInApp, until } from '../../../test/mount.js';
import { ApiError } from '../errors.js';
import UiCheckbox from './UiCheckbox.vue';
import UiChipLink from './UiChipLink.vue';
import UiConfirm from './UiConfirm.vue';
import UiField from './UiField.vue';
import UiLoadMore from './UiLoadMore.vue';
import UiRadioGroup from './UiRadioGroup.vue';
import UiSelect from './UiSelect.vue';
import UiSwitch from './UiSwitch.vue';
import UiTextarea from './UiTextarea.vue';

/** The words that name a control, by its label. */
const nameOf = (control: Element) =>
  (control as HTMLInputElement).labels?.[0]?.textContent.trim().replace(/\s+/g, ' ');

describe('UiField', () => {
  it('ties a textarea to its label, its hint and its count', () => {
    const text = ref('');
    const field = mountInApp({
      setup: () => () =>
        h(
          UiField,
          { label: '소개', hint: '누구에게 맞는지 적어 주세요.', optional: true, count: '0/500' },
          {
            default: (slot: { id: string; describedBy: string | undefined; invalid: boolean }) =>
              h(UiTextarea, {
                ...slot,
                modelValue: text.value,
                'onUpdate:modelValue': (value: string | undefined) => (text.value = value ?? ''),
              }),
          },
        ),
    });
    const area = field.get('textarea');
    expect(nameOf(area.element)).to.equal('소개 (선택)');
    const note = document.getElementById(area.attributes('aria-describedby') ?? '');
    expect(note?.textContent.trim()).to.equal('누구에게 맞는지 적어 주세요.');
    expect(field.text()).to.include('0/500');
    field.unmount();
  });
});

describe('UiSelect', () => {
  it('groups its choices and gives the chosen one', async () => {
    const zone = ref('Asia/Seoul');
    const wrapper = mountInApp({
      setup: () => () =>
        h(UiSelect, {
          'aria-label': '시간대',
          modelValue: zone.value,
          'onUpdate:modelValue': (value: string) => (zone.value = value),
          choices: [
            { value: 'Asia/Seoul', text: '서울', group: '아시아' },
            { value: 'Europe/Berlin', text: '베를린', group: '유럽' },
          ],
        }),
    });
    expect(wrapper.findAll('optgroup').map((group) => group.attributes('label'))).to.deep.equal([
      '아시아',
      '유럽',
    ]);
    await wrapper.get('select').setValue('Europe/Berlin');
    expect(zone.value).to.equal('Europe/Berlin');
    wrapper.unmount();
  });
});

describe('UiCheckbox', () => {
  it('is named by its words and told with its hint', async () => {
    const agreed = ref(false);
    const wrapper = mountInApp({
      setup: () => () =>
        h(
          UiCheckbox,
          {
            hint: '언제든 거둘 수 있어요.',
            modelValue: agreed.value,
            'onUpdate:modelValue': (value: boolean) => (agreed.value = value),
          },
          () => '안내에 동의해요',
        ),
    });
    const box = wrapper.get('input[type=checkbox]');
    expect(nameOf(box.element)).to.equal('안내에 동의해요');
    const hint = document.getElementById(box.attributes('aria-describedby') ?? '');
    expect(hint?.textContent).to.equal('언제든 거둘 수 있어요.');
    await box.setValue(true);
    expect(agreed.value).to.equal(true);
    wrapper.unmount();
  });
});

describe('UiSwitch', () => {
  it('is a switch, and takes no press while the server is being told', () => {
    const wrapper = mountInApp(UiSwitch, { props: { label: '알림 메일', modelValue: true, busy: true } });
    const input = wrapper.get<HTMLInputElement>('input[role=switch]');
    expect(nameOf(input.element)).to.equal('알림 메일');
    expect(input.element.checked).to.equal(true);
    expect(input.element.disabled).to.equal(true);
    wrapper.unmount();
  });
});

describe('UiRadioGroup', () => {
  it('offers its choices under one name', async () => {
    const chosen = ref('granted');
    const wrapper = mountInApp({
      setup: () => () =>
        h(UiRadioGroup, {
          label: '말하기',
          choices: [
            { value: 'everyone', text: '누구나' },
            { value: 'granted', text: '허용한 사람만', hint: '듣기만 하다가 손을 들어요.' },
          ],
          modelValue: chosen.value,
          'onUpdate:modelValue': (value: string) => (chosen.value = value),
        }),
    });
    expect(wrapper.get('legend').text()).to.equal('말하기');
    expect(wrapper.get<HTMLInputElement>('input[value=granted]').element.checked).to.equal(true);
    await wrapper.get('input[value=everyone]').setValue(true);
    expect(chosen.value).to.equal('everyone');
    wrapper.unmount();
  });
});

describe('UiChipLink', () => {
  it('tells which view is shown', () => {
    const wrapper = mountInApp(UiChipLink, {
      props: { to: '/lessons?when=past', current: true },
      slots: { default: () => '지난 수업' },
    });
    expect(wrapper.get('a').attributes()).to.include({ 'aria-current': 'page', href: '/lessons?when=past' });
    wrapper.unmount();
  });
});

describe('UiConfirm', () => {
  function open(more: object = {}) {
    const shown = ref(true);
    let confirmed = 0;
    const wrapper = mountInApp({
      setup: () => () =>
        h(UiConfirm, {
          title: '강좌 지우기',
          action: '지우기',
          open: shown.value,
          'onUpdate:open': (value: boolean) => (shown.value = value),
          onConfirm: () => (confirmed += 1),
          ...more,
        }),
    });
    const button = (text: string) =>
      [...document.querySelectorAll<HTMLButtonElement>('[role=alertdialog] button')].find(
        ({ textContent }) => textContent.trim() === text,
      );
    return { wrapper, shown, button, confirmed: () => confirmed };
  }
  const submit = () =>
    document
      .querySelector('[role=alertdialog] form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));

  it('does nothing when one goes back', async () => {
    const { wrapper, shown, button, confirmed } = open();
    await drawn();
    button('돌아가기')?.click();
    expect(shown.value).to.equal(false);
    expect(confirmed()).to.equal(0);
    wrapper.unmount();
  });

  it('stays until its owner closes it, and says why it failed', async () => {
    const { wrapper, shown, confirmed } = open({ error: new ApiError('course.not_empty', { status: 409 }) });
    await drawn();
    submit();
    expect(confirmed()).to.equal(1);
    expect(shown.value).to.equal(true);
    expect(document.querySelector('[role=alert]')?.textContent).to.include('지울 수 없어요');
    wrapper.unmount();
  });

  it('asks for the name where that is wanted', async () => {
    const { wrapper, button, confirmed } = open({ typed: '한글 서예' });
    await drawn();
    expect(button('지우기')?.disabled).to.equal(true);
    submit();
    expect(confirmed()).to.equal(0);
    const input = document.querySelector<HTMLInputElement>('[role=alertdialog] input');
    if (input !== null) {
      input.value = '한글 서예';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await until(() => button('지우기')?.disabled === false, 'the button to wake up');
    submit();
    expect(confirmed()).to.equal(1);
    wrapper.unmount();
  });
});

describe('UiLoadMore', () => {
  it('keeps the keyboard in its place when its button goes', async () => {
    const hasMore = ref(true);
    const wrapper = mountInApp({
      setup: () => () => h(UiLoadMore, { hasMore: hasMore.value, onMore: () => (hasMore.value = false) }),
    });
    wrapper.get('button').element.focus();
    await wrapper.get('button').trigger('click');
    await until(() => !wrapper.find('button').exists(), 'the end of the list');
    await drawn();
    expect(document.activeElement?.getAttribute('tabindex')).to.equal('-1');
    wrapper.unmount();
  });

  it('says why the next page did not come, and lets one try again', () => {
    const wrapper = mountInApp(UiLoadMore, {
      props: { hasMore: true, error: new ApiError('client.unreachable') },
    });
    expect(wrapper.get('[role=alert]').text()).to.include('서버에 연결할 수 없어요');
    expect(wrapper.find('button').exists()).to.equal(true);
    wrapper.unmount();
  });
});
