import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

export interface WantedCourse {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly capacity: number;
  readonly speaking: 'everyone' | 'granted';
}

/** Day and time as the fields take them, e.g. `2026-11-21` and `18:30`. */
export interface WantedLesson {
  readonly title: string;
  readonly date: string;
  readonly time: string;
  /** How many, a week apart; one when left out. */
  readonly times?: number;
}

/** Where an instructor makes and runs courses. */
export class StudioPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  async makeCourse({ title, description, category, capacity, speaking }: WantedCourse): Promise<void> {
    await this.#field('studio.form.title').fill(title);
    await this.#field('studio.form.description').fill(description);
    await this.#field('studio.form.category').selectOption(category);
    await this.#field('studio.form.capacity').fill(String(capacity));
    await this.page
      .getByRole('radio', { name: this.word(`studio.form.speakingChoices.${speaking}`) })
      .check();
    await this.page.getByRole('button', { name: this.word('studio.form.create'), exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  async schedule(lesson: WantedLesson): Promise<void> {
    await this.planLessons(lesson);
    await this.dialog.getByRole('button', { name: this.word('studio.schedule.make'), exact: true }).click();
    await this.page.getByRole('listitem').filter({ hasText: lesson.title }).waitFor();
  }

  /** Opens the dialog for new lessons and fills it in. */
  async planLessons({ title, date, time, times = 1 }: WantedLesson): Promise<void> {
    await this.page.getByRole('button', { name: this.word('studio.list.schedule') }).click();
    await this.#field('studio.schedule.lessonTitle').fill(title);
    await this.#field('studio.when.date').fill(date);
    await this.#field('studio.when.time').fill(time);
    await this.#field('studio.schedule.repeat').selectOption(String(times));
  }

  /** Schedules a series and waits until all of it was tried. */
  async scheduleSeries(lessons: WantedLesson & { readonly times: number }): Promise<void> {
    await this.planLessons(lessons);
    const makeMany = this.word('studio.schedule.makeMany', { n: lessons.times });
    await this.dialog.getByRole('button', { name: makeMany }).click();
    await this.dialog.getByRole('button', { name: this.word('studio.schedule.done') }).waitFor();
  }

  async closeResults(): Promise<void> {
    await this.dialog.getByRole('button', { name: this.word('studio.schedule.done') }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Opens what can be done about a lesson, and chooses from it. */
  async manage(title: string, task: 'move' | 'rename' | 'cancel' | 'restore'): Promise<void> {
    await this.page.getByRole('button', { name: this.word('studio.tasks.of', { title }) }).click();
    await this.page.getByRole('menuitem', { name: this.word(`studio.tasks.${task}`), exact: true }).click();
  }

  async openTab(tab: 'lessons' | 'people' | 'settings'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: this.word('studio.course.tabs') })
      .getByRole('link', { name: this.word(`studio.course.${tab}`), exact: true })
      .click();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  lesson(title: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: title }) });
  }

  get undo(): Locator {
    return this.page.getByRole('button', { name: this.word('common.undo'), exact: true });
  }

  get titleField(): Locator {
    return this.#field('studio.form.title');
  }

  get descriptionField(): Locator {
    return this.#field('studio.form.description');
  }

  get savedNote(): Locator {
    const when = this.word('studio.form.saveState.justNow');
    return this.page.getByText(this.word('studio.form.saveState.saved', { when: String(when) }));
  }

  get cover(): Locator {
    return this.page.getByRole('region', { name: this.word('studio.cover.label'), exact: true });
  }

  async choosePicture(picture: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.cover.locator('input[type=file]').setInputFiles(picture);
  }

  inCover(words: 'remove' | 'cancel' | 'upload' | 'replace'): Locator {
    return this.cover.getByRole('button', { name: this.word(`studio.cover.${words}`), exact: true });
  }

  async publish(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('studio.publish.action'), exact: true }).click();
    await this.page.getByText(this.word('studio.publish.published')).waitFor();
  }

  startButton(title: string): Locator {
    return this.page.getByRole('button', { name: this.word('lessons.startTitle', { title }) }).first();
  }

  #field(label: string): Locator {
    return this.page.getByLabel(this.word(label), { exact: true });
  }

  /** Takes somebody out of the course whose people are shown. */
  async removePerson(name: string): Promise<void> {
    const remove = { name: this.word('studio.people.remove'), exact: true };
    await this.page.getByRole('button', { name: this.word('studio.people.removeOf', { name }) }).click();
    await this.page.getByRole('alertdialog').getByRole('button', remove).click();
    await this.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  }

  async readmitPerson(name: string): Promise<void> {
    const button = this.page.getByRole('button', { name: this.word('studio.people.readmitOf', { name }) });
    await button.click();
    await button.waitFor({ state: 'hidden' });
  }
}
