import { expect } from 'chai';
import { drawn, mountInApp, until } from '../../../test/mount.js';
import EmojiPicker from './EmojiPicker.vue';

describe('the window with all emojis', () => {
  async function open(locale: 'ko' | 'en' = 'ko') {
    const picked: string[] = [];
    const props = { autofocus: true, onPick: (emoji: string) => void picked.push(emoji) };
    const page = mountInApp(EmojiPicker, { props, locale });
    await until(() => page.findAll('[role=option]').length > 1_000, 'the emojis');
    const field = page.find<HTMLInputElement>('input');
    const press = async (key: string, more: Record<string, unknown> = {}) => {
      await field.trigger('keydown', { key, ...more });
      await drawn();
    };
    const active = () => {
      const id = field.attributes('aria-activedescendant');
      return id === undefined ? null : document.getElementById(id)?.getAttribute('aria-label');
    };
    return { page, field, press, active, picked };
  }

  beforeEach(() => {
    localStorage.clear();
  });

  it('is searched and picked from by the keyboard alone', async () => {
    const { page, field, press, active, picked } = await open();
    expect(document.activeElement).to.equal(field.element);
    await field.setValue('여우');
    await drawn();
    expect(active()).to.equal('여우 얼굴');
    await press('Enter', { isComposing: true });
    expect(picked, 'in the middle of a syllable').to.deep.equal([]);
    await press('Enter');
    expect(picked).to.deep.equal(['🦊']);
    page.unmount();
    const again = await open();
    expect(again.page.find('[role=group][data-section]').attributes('data-section')).to.equal('recent');
    again.page.unmount();
  });

  it('finds what was written before the emojis were there', async () => {
    const page = mountInApp(EmojiPicker, { props: { autofocus: true }, locale: 'ko' });
    await page.find('input').setValue('여우');
    await until(() => page.find('[role=option][aria-selected=true]').exists(), 'the fox');
    page.unmount();
  });

  it('tells which one the arrows have reached, and says when nothing fits', async () => {
    const { page, field, press, active, picked } = await open('en');
    expect(active()).to.equal(null);
    await press('Enter');
    expect(picked).to.deep.equal([]);
    await press('ArrowDown');
    await press('ArrowRight');
    expect(active()).to.equal('grinning face with big eyes');
    expect(page.find('[role=status]').text()).to.equal('grinning face with big eyes');
    await field.setValue('no such thing at all');
    await drawn();
    expect(page.text()).to.contain('No emoji fits “no such thing at all”.');
    expect(field.attributes('aria-activedescendant')).to.equal(undefined);
    page.unmount();
  });

  it('is picked from by a press', async () => {
    const { page, picked } = await open();
    await page.findAll('[role=option]')[3]?.trigger('click');
    expect(picked.length).to.equal(1);
    page.unmount();
  });
});
