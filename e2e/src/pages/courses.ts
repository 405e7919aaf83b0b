import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** The catalogue, and the page of a course. */
export class CoursesPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: this.word('courses.search') });
  }

  courseLink(title: string): Locator {
    return this.page.getByRole('link', { name: title, exact: true });
  }

  /** The panel with the one next step of a course. */
  get panel(): Locator {
    return this.page.getByRole('region', { name: this.word('enrolment.label'), exact: true });
  }

  /** For a visitor the way to sign up, for everybody else the act itself. */
  get enrol(): Locator {
    const name = this.word('enrolment.enrol');
    return this.panel
      .getByRole('link', { name, exact: true })
      .or(this.panel.getByRole('button', { name, exact: true }));
  }

  /** That one has a seat: in words, or, shortly before a lesson, that one may come in. */
  get enrolledNote(): Locator {
    return this.panel
      .getByText(this.word('enrolment.note.enrolled'))
      .or(this.panel.getByText(this.word('enrolment.note.open')));
  }

  get enterLink(): Locator {
    return this.panel.getByRole('link', { name: this.word('lessons.actions.enter'), exact: true });
  }
}
