import { expect } from 'chai';
import { h, ref } from 'vue';
import { drawn, mountInApp } from '../../../test/mount.js';
import UiButton from './UiButton.vue';
import UiDialog from './UiDialog.vue';

describe('UiButton', () => {
  it('takes no press while busy, and says so', async () => {
    let presses = 0;
    const button = mountInApp(UiButton, {
      props: { busy: true, onClick: () => (presses += 1) } as never,
      slots: { default: () => 'Go' } as never,
    });
    await button.get('button').trigger('click');
    expect(presses).to.equal(0);
    expect(button.get('button').attributes('aria-busy')).to.equal('true');
  });
});

describe('UiDialog', () => {
  it('is a dialog named by its title and closes on Escape', async () => {
    const open = ref(true);
    const dialog = mountInApp({
      setup: () => () =>
        h(UiDialog, {
          title: '수업 끝내기',
          open: open.value,
          'onUpdate:open': (value: boolean) => (open.value = value),
        }),
    });
    await drawn();
    const box = document.querySelector('[role=dialog]');
    expect(box).to.not.equal(null);
    const name = document.getElementById(box?.getAttribute('aria-labelledby') ?? '');
    expect(name?.textContent).to.equal('수업 끝내기');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await drawn();
    expect(open.value).to.equal(false);
    dialog.unmount();
  });
});
