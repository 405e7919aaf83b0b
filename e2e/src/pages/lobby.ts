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

  get consentMissing(): Locator {
    return this.page.getByText(this.word('room.lobby.consent.missing'), { exact: true });
  }

  /** The box that somebody ticks who may be recorded. */
  get agreesToRecording(): Locator {
    return this.page.getByRole('checkbox', { name: this.word('room.recording.agree') });
  }

  /** A way of coming in: `camera`, `sound` or `listen`. */
  entry(how: string): Locator {
    return this.page.getByRole('radio', { name: this.word(`room.lobby.entry.${how}`), exact: true });
  }

  /** A line of the checks by its name, e.g. `network`, in a state, e.g. `pass`. */
  check(name: string, state: string): Locator {
    return this.page
      .getByRole('list', { name: this.word('room.lobby.checks.label') })
      .getByRole('listitem')
      .filter({
        hasText: [`room.lobby.checks.${name}`, `room.lobby.checks.state.${state}`]
          .map((key) => this.word(key))
          .join(': '),
      });
  }

  get preview(): Locator {
    return this.page.getByLabel(this.word('room.lobby.preview'));
  }
}
