import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

export class AttendancePage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get table(): Locator {
    return this.page.getByRole('table', { name: this.word('attendance.table') });
  }

  rowOf(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name }) });
  }

  /** From when to when somebody was there, one text a stretch, e.g. `오후 3:00:07~3:58:00`. */
  async stretchesOf(name: string): Promise<string[]> {
    return this.rowOf(name).getByRole('listitem').allInnerTexts();
  }
}
