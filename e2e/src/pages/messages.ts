import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** The section with all rooms. */
export class MessagesPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get list(): Locator {
    return this.page.getByRole('region', { name: this.word('messages.rooms'), exact: true });
  }

  /** The entry of the main menu; its name holds how much is unread. */
  get menuEntry(): Locator {
    return this.page
      .getByRole('navigation', { name: this.word('shell.nav.label'), exact: true })
      .getByRole('link', { name: this.word('shell.nav.messages') as string });
  }

  /** The number at the entry of the main menu; with an @ when somebody is named. */
  badge(shown: number | string): Locator {
    return this.menuEntry.getByText(String(shown), { exact: true });
  }

  /** The rooms that stand under the heading of a course. */
  roomsOf(courseTitle: string): Locator {
    return this.list.getByRole('region', { name: courseTitle, exact: true }).getByRole('link');
  }

  conversationWith(name: string): Locator {
    return this.list
      .getByRole('region', { name: this.word('messages.directRooms'), exact: true })
      .getByRole('link', { name });
  }

  get roomName(): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 1 });
  }

  get people(): Locator {
    return this.page.getByRole('complementary', { name: this.word('messages.members.label'), exact: true });
  }

  async showPeople(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('messages.members.label'), exact: true }).click();
    await this.people.waitFor();
  }

  personOf(name: string): Locator {
    return this.people.getByRole('listitem').filter({ hasText: name });
  }

  /** Does something about a person by the menu of their row, e.g. `direct.ask` or `blocks.block`. */
  async about(name: string, what: string): Promise<void> {
    await this.personOf(name)
      .getByRole('button', { name: this.word('messages.members.actions', { name }) })
      .click();
    await this.choose(`messages.${what}`);
  }

  /** A line of the menu that is open, by the key of its words. */
  async choose(key: string): Promise<void> {
    const name = this.word(key);
    await this.page
      .getByRole('menuitem', { name, exact: true })
      .or(this.page.getByRole('menuitemradio', { name, exact: true }))
      .click();
  }

  async mute(length: string): Promise<void> {
    await this.page.getByRole('button', { name: this.word('messages.mute.off'), exact: true }).click();
    await this.choose(`messages.mute.for.${length}`);
  }

  button(key: string): Locator {
    return this.page.getByRole('button', { name: this.word(`messages.${key}`), exact: true });
  }

  text(key: string, values: Record<string, string | number> = {}): Locator {
    return this.page.getByText(this.word(`messages.${key}`, values));
  }
}
