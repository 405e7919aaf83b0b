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

  async schedule({ title, date, time }: WantedLesson): Promise<void> {
    await this.page.getByRole('button', { name: this.word('studio.list.schedule') }).click();
    await this.#field('studio.schedule.lessonTitle').fill(title);
    await this.#field('studio.when.date').fill(date);
    await this.#field('studio.when.time').fill(time);
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: this.word('studio.schedule.make'), exact: true })
      .click();
    await this.page.getByRole('listitem').filter({ hasText: title }).waitFor();
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
}
