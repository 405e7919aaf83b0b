import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** Inside a lesson. */
export class RoomPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get dock(): Locator {
    return this.page.getByRole('toolbar', { name: this.word('room.dock.label') });
  }

  /** A tool of the dock by the key of its name, e.g. `mute`. */
  tool(name: string): Locator {
    return this.dock.getByRole('button', { name: this.word(`room.dock.${name}`), exact: true });
  }

  get leaveButton(): Locator {
    return this.dock.getByRole('button', { name: this.word('room.leave.label'), exact: true });
  }

  /** The place of a person on the stage. */
  tileOf(name: string): Locator {
    return this.page
      .locator('[data-tile]')
      .filter({ has: this.page.getByLabel(this.word('room.tile.pictureOf', { name }), { exact: true }) });
  }

  screenOf(name: string): Locator {
    return this.page.locator('[data-tile]').filter({ hasText: this.word('room.tile.screenOf', { name }) });
  }

  mutedTileOf(name: string): Locator {
    return this.tileOf(name).filter({ hasText: this.word('room.tile.muted') });
  }

  get nobodyYet(): Locator {
    return this.page.getByText(this.word('room.waiting.instructor'), { exact: true });
  }

  /** The banner that counts the seconds since the connection was lost. */
  get reconnecting(): Locator {
    return this.page.getByText(this.word('room.connection.reconnecting'));
  }

  get troubles(): Locator {
    return this.reconnecting.or(this.page.getByText(this.word('room.connection.unstable'), { exact: true }));
  }

  get youAreBack(): Locator {
    return this.page.getByText(this.word('room.connection.back'), { exact: true });
  }

  async openChat(): Promise<void> {
    const closed = this.dock.getByRole('button', { name: this.word('room.dock.showChat'), exact: true });
    await closed.or(this.dock.getByRole('button', { name: this.word('room.dock.showUnread') })).click();
  }

  get people(): Locator {
    return this.page.getByRole('complementary', { name: this.word('room.people.label') });
  }

  personOf(name: string): Locator {
    return this.people.getByRole('listitem').filter({ hasText: name });
  }

  /** Does something about a person by the menu of their row, e.g. `grant`; the list of people is opened for it. */
  async manage(name: string, what: 'grant' | 'revoke' | 'remove'): Promise<void> {
    if (!(await this.people.isVisible())) {
      await this.dock.getByRole('button', { name: this.word('room.dock.showPeople') }).click();
    }
    await this.personOf(name)
      .getByRole('button', { name: this.word('room.people.actions', { name }) })
      .click();
    await this.page.getByRole('menuitem', { name: this.word(`room.people.${what}`), exact: true }).click();
  }

  async confirmRemoval(): Promise<void> {
    await this.#confirm('room.people.remove');
  }

  get readmit(): Locator {
    return this.people.getByRole('button', { name: this.word('room.people.readmit'), exact: true });
  }

  /** The mark of somebody who may only listen. */
  get listening(): Locator {
    return this.page.locator('header').getByText(this.word('room.floor.listening'), { exact: true });
  }

  /** What is said when the floor is given or taken: `granted` or `revoked`. */
  floor(news: 'granted' | 'revoked'): Locator {
    return this.page.getByText(this.word(`room.floor.${news}`));
  }

  /** A choice of the word that one may speak now: `microphoneOn` or `cameraOn`. */
  floorButton(name: 'microphoneOn' | 'cameraOn'): Locator {
    return this.page.getByRole('button', { name: this.word(`room.floor.${name}`), exact: true });
  }

  async startRecording(): Promise<void> {
    const button = { name: this.word('room.recording.start') };
    await this.page.locator('header').getByRole('button', button).click();
    await this.recorded.waitFor();
  }

  /** The badge that tells everybody that the lesson is being recorded. */
  get recorded(): Locator {
    return this.page.locator('[data-recording]');
  }

  /** For how many seconds the lesson has been recorded, by the badge. */
  async recordedForS(): Promise<number> {
    const text = await this.recorded.getByRole('timer').innerText();
    return text.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
  }

  /** Presses the badge: the instructor may `stop` the recording, who is recorded may `withdraw` from it. */
  async askRecording(question: 'stop' | 'withdraw'): Promise<void> {
    // Before these words the badge says that, and for how long, it has been recorded.
    const name = this.word(`room.recording.${question}`);
    await this.page.locator('header').getByRole('button', { name }).click();
    await this.page.getByRole('alertdialog').waitFor();
  }

  async stopRecording(): Promise<void> {
    await this.askRecording('stop');
    await this.#confirm('room.recording.stop');
    await this.recorded.waitFor({ state: 'hidden' });
  }

  /** Who is recorded does not want to be any more. */
  async withdrawFromRecording(): Promise<void> {
    await this.askRecording('withdraw');
    await this.#confirm('room.recording.withdraw');
    await this.listening.waitFor();
  }

  get chapterMarked(): Locator {
    return this.page.getByText(this.word('room.recording.marked'));
  }

  /** For who listens because of a recording: agrees to it and comes in again. */
  get agreeNow(): Locator {
    return this.page.getByRole('button', { name: this.word('room.recording.agreeNow'), exact: true });
  }

  async endForAll(): Promise<void> {
    const words = this.word('room.leave.endForAll');
    await this.leaveButton.click();
    await this.page.getByRole('menuitem', { name: words }).click();
    await this.#confirm('room.leave.endForAll');
  }

  /** The heading of the page after the lesson: `ended`, `left`, `removed`, `moved` or `failed`. */
  over(how: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.word(`room.end.${how}.title`) });
  }

  get toAttendance(): Locator {
    return this.page.getByRole('link', { name: this.word('room.end.attendance'), exact: true });
  }

  #confirm(key: string): Promise<void> {
    const name = this.word(key);
    return this.page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();
  }
}
