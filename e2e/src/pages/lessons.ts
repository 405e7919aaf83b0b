import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

export class LessonsPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.word('lessons.myLessons') });
  }

  startButton(title: string): Locator {
    return this.page.getByRole('button', { name: this.word('lessons.startTitle', { title }) });
  }

  enterLink(title: string): Locator {
    return this.page.getByRole('link', { name: this.word('lessons.enterTitle', { title }) });
  }

  attendanceLink(title: string): Locator {
    return this.page.getByRole('link', { name: this.word('lessons.attendanceOf', { title }) });
  }

  get pastTab(): Locator {
    return this.page.getByRole('link', { name: this.word('lessons.tabs.past'), exact: true });
  }
}
