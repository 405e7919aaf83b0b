import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** Before the lesson: camera, microphone, and the button in. */
export class LobbyPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get enterButton(): Locator {
    return this.page.getByRole('button', { name: this.word('room.lobby.enter'), exact: true });
  }

  get startButton(): Locator {
    return this.page.getByRole('button', { name: this.word('room.lobby.start'), exact: true });
  }

  get waiting(): Locator {
    return this.page.getByText(this.word('room.lobby.waitForTeacher'));
  }

  /** The box that somebody ticks who enters a lesson for the first time. */
  get consent(): Locator {
    return this.page.getByRole('checkbox', { name: this.word('room.lobby.consent.agree') });
  }

  get preview(): Locator {
    return this.page.getByLabel(this.word('room.lobby.preview'));
  }
}
