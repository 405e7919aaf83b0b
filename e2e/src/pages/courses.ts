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

  /** The courses that are found, as cards. */
  get tiles(): Locator {
    return this.page
      .getByRole('region', { name: this.word('courses.list'), exact: true })
      .getByRole('listitem');
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

  get queue(): Locator {
    return this.panel.getByRole('button', { name: this.word('enrolment.queue'), exact: true });
  }

  waitingNote(position: number): Locator {
    return this.panel.getByText(this.word('enrolment.note.waiting', { n: position }));
  }

  /** Gives the seat back, where nobody waits for it. */
  get leave(): Locator {
    return this.panel.getByRole('button', { name: this.word('enrolment.leave'), exact: true });
  }

  get leaveLine(): Locator {
    return this.panel.getByRole('button', { name: this.word('enrolment.leaveLine'), exact: true });
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
