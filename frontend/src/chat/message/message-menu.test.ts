import { expect } from 'chai';
import { mountInApp, until } from '../../../test/mount.js';
import MessageMenu from './MessageMenu.vue';

describe('the menu of a message', () => {
  let box: HTMLTextAreaElement;

  beforeEach(() => {
    box = document.body.appendChild(document.createElement('textarea'));
  });

  afterEach(() => {
    box.remove();
  });

  const focused = () => document.activeElement;
  const press = (key: string) =>
    focused()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  /** Chooses the first item by the keyboard alone; whoever hears of it goes to the writing box, as the room does. */
  async function choose(first: 'reply' | 'copy') {
    const told: string[] = [];
    const onAct = (type: string) => {
      told.push(type);
      if (type === 'reply') box.focus();
    };
    const props = { acts: new Set([first]), author: '이민지', onAct };
    const page = mountInApp(MessageMenu, { props });
    const button = page.get<HTMLButtonElement>('button').element;
    button.focus();
    press('Enter');
    await until(() => focused()?.getAttribute('role') === 'menuitem', 'the first item');
    press('Enter');
    await until(() => told.length > 0 && document.querySelector('[role=menu]') === null, 'the choice');
    return { page, told, button };
  }

  it('leads into the writing box, which keeps the focus', async () => {
    const { page, told } = await choose('reply');
    await until(() => focused() === box, 'the box');
    expect(told).to.deep.equal(['reply']);
    page.unmount();
  });

  it('gives the focus back to its button where nothing else takes it', async () => {
    const { page, told, button } = await choose('copy');
    await until(() => focused() === button, 'the button');
    expect(told).to.deep.equal(['copy']);
    page.unmount();
  });
});
