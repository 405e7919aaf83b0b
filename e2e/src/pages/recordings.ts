import { readFile } from 'node:fs/promises';
import { until } from '@seodang/testing/until';
import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** Where an instructor manages recordings: the list, and the page of one. */
export class RecordingsPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  /** A recording in the list. */
  row(title: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: title }) });
  }

  /** Waits in the list until the steps of a recording are done. */
  async untilReady(title: string): Promise<void> {
    const row = this.row(title);
    await row.waitFor();
    await until(async () => (await row.getByRole('progressbar').count()) === 0, {
      what: `the recording of ${title} to be ready`,
      withinMs: 300_000,
      everyMs: 500,
    });
  }

  /** What can be done with a recording of the list. */
  async openMenu(title: string): Promise<void> {
    const name = this.word('recordings.more', { title });
    await this.row(title).getByRole('button', { name, exact: true }).click();
    await this.page.getByRole('menu').waitFor();
  }

  async openOne(title: string): Promise<void> {
    await this.row(title).getByRole('link', { name: title }).click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  async rename(to: string): Promise<void> {
    const rename = { name: this.word('recordings.rename'), exact: true };
    await this.page.getByRole('button', rename).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(to);
    await dialog.getByRole('button', rename).click();
    await this.page.getByRole('heading', { level: 1, name: to }).waitFor();
  }

  async addChapter(time: string, title: string): Promise<void> {
    const chapters = this.#part('replay.chapters.title');
    await chapters.getByRole('button', { name: this.word('recordings.chapters.add'), exact: true }).click();
    const [timeBox, titleBox] = [-2, -1].map((from) => chapters.getByRole('textbox').nth(from));
    await timeBox?.fill(time);
    await titleBox?.fill(title);
    await this.#save(chapters);
    await this.page.getByText(this.word('recordings.chapters.saved'), { exact: true }).waitFor();
  }

  /** Uploads a file of captions in the language of the page. */
  async addCaptions(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const captions = this.#part('replay.player.captions');
    await captions.locator('input[type=file]').setInputFiles(file);
    await captions.getByRole('listitem').first().waitFor();
  }

  /** Moves the beginning by keys, a second each. */
  async trimStartBy(seconds: number): Promise<void> {
    const trim = this.#part('recordings.trim.title');
    const start = trim.getByRole('slider', { name: this.word('recordings.trim.start'), exact: true });
    for (let step = 0; step < seconds; step += 1) await start.press('ArrowRight');
    await this.#save(trim);
    await this.page.getByText(this.word('recordings.trim.saved'), { exact: true }).waitFor();
  }

  /** Saves a ledger of the lesson. @returns what is in the file */
  async ledger(which: 'consents' | 'recording-ledger'): Promise<string> {
    const button = { name: this.word(`recordings.ledgers.${which}`), exact: true };
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', button).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  }

  /** Somebody in the table of who watched. */
  viewer(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  async remove(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('recordings.remove'), exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: this.word('recordings.title') }).waitFor();
  }

  /** Of the message that says what was done; a deleted one in the list has a button of its own. */
  get undo(): Locator {
    return this.page
      .getByRole('region', { name: this.word('common.messages'), exact: true })
      .getByRole('button', { name: this.word('common.undo'), exact: true });
  }

  #part(heading: string): Locator {
    return this.page.getByRole('region', { name: this.word(heading), exact: true });
  }

  #save(part: Locator): Promise<void> {
    return part.getByRole('button', { name: this.word('recordings.save'), exact: true }).click();
  }
}
