import { until } from '@seodang/testing/until';
import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** What is said in a room, wherever the room is shown. */
export class ChatPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get box(): Locator {
    return this.page.getByRole('textbox', { name: this.word('chat.composer.label', {}) }).last();
  }

  /** Writes and sends by the Enter key. */
  async write(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  message(text: string): Locator {
    return this.page.locator('[data-message]').filter({ hasText: text });
  }

  /** One's own message that is not with the server yet. */
  onItsWay(text: string): Locator {
    return this.message(text).filter({ hasText: this.word('chat.outgoing.sending') });
  }

  /** The texts of all messages in view that hold one of these, from above. */
  async order(...texts: readonly string[]): Promise<string[]> {
    const all = await this.page.locator('[data-message]').allInnerTexts();
    return all.flatMap((said) => texts.filter((text) => said.includes(text)));
  }

  /** Waits until the messages in view that hold one of these stand in this order, each once. */
  async seesInOrder(...texts: readonly string[]): Promise<void> {
    let seen: string[] = [];
    const look = async () => {
      seen = await this.order(...texts);
      return seen.join() === texts.join();
    };
    await until(look, { what: `${texts.join(', ')} in this order`, withinMs: 10_000, seen: () => seen });
  }

  /** The thread that is open beside the conversation. */
  get thread(): Locator {
    return this.page.getByRole('region', { name: this.word('chat.thread.title'), exact: true });
  }

  /** What is left of a message that was deleted. */
  get deleted(): Locator {
    return this.page.getByText(this.word('chat.message.deleted'), { exact: true });
  }

  get unreadLine(): Locator {
    return this.page.getByText(this.word('chat.list.unread'), { exact: true });
  }

  /** Leads to the newest message; names how many are new. */
  get toNewest(): Locator {
    const names = [this.word('chat.list.newest'), this.word('chat.list.new', {})];
    const [newest, counted] = names.map((name) => this.page.getByRole('button', { name }));
    return (newest as Locator).or(counted as Locator);
  }

  /** Adds to a message of one's own. */
  async addTo(text: string, more: string): Promise<void> {
    await this.act(text, 'edit');
    await this.page.getByRole('menu').waitFor({ state: 'hidden' });
    await this.page.getByText(this.word('chat.composer.editing'), { exact: true }).waitFor();
    await this.box.and(this.page.locator(':focus')).waitFor();
    await this.box.press('End');
    await this.box.pressSequentially(more);
    await this.box.press('Enter');
  }

  /** Does something by the menu of a message, e.g. `edit`. */
  async act(text: string, what: string): Promise<void> {
    await this.#tool(text, this.word('chat.acts.label', {}));
    await this.page.getByRole('menuitem', { name: this.word(`chat.acts.${what}`), exact: true }).click();
  }

  /** Reacts with one of the reactions at hand, e.g. `good`. */
  async react(text: string, name: string): Promise<void> {
    await this.#tool(text, this.word('chat.react.label'));
    await this.page
      .getByRole('menuitem', { name: this.word(`chat.react.names.${name}`), exact: true })
      .click();
  }

  /** Reacts with any emoji, looked for by a word. */
  async reactBy(text: string, word: string): Promise<void> {
    await this.#tool(text, this.word('chat.react.label'));
    await this.page.getByRole('menuitem', { name: this.word('chat.emoji.more'), exact: true }).click();
    await this.pickEmoji(word);
  }

  /** In the window with all emojis, which is open. */
  async pickEmoji(word: string): Promise<void> {
    const field = this.page.getByRole('combobox', { name: this.word('chat.emoji.find'), exact: true });
    await field.fill(word);
    await this.emojis.getByRole('option', { selected: true }).waitFor();
    await field.press('Enter');
    await field.waitFor({ state: 'hidden' });
  }

  /** All emojis, in their window. */
  get emojis(): Locator {
    return this.page.getByRole('listbox', { name: this.word('chat.emoji.title'), exact: true });
  }

  get addEmoji(): Locator {
    return this.page.getByRole('button', { name: this.word('chat.emoji.add'), exact: true });
  }

  reactionOn(text: string, emoji: string): Locator {
    return this.message(text).getByRole('button', { name: this.word('chat.react.count', { emoji, n: 1 }) });
  }

  /** Names a person by the picker: an @, the beginning of the name, Enter, and the rest of the message. */
  async mention(beginning: string, rest: string): Promise<void> {
    await this.box.pressSequentially(`@${beginning}`);
    await this.page.getByRole('option', { name: beginning }).first().waitFor();
    await this.box.press('Enter');
    await this.box.pressSequentially(rest);
    await this.box.press('Enter');
  }

  get connectionLost(): Locator {
    return this.page.getByText(this.word('chat.connection.lost'), { exact: true });
  }

  async #tool(text: string, name: string | RegExp): Promise<void> {
    const message = this.message(text).last();
    await message.focus();
    await message.getByRole('button', { name }).click();
  }
}
