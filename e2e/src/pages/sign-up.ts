import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export class SignUpPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get button(): Locator {
    return this.page.getByRole('button', { name: this.word('identity.signUp.submit'), exact: true });
  }

  async submit({ name, email, password }: NewAccount): Promise<void> {
    await this.page.getByLabel(this.word('identity.name'), { exact: true }).fill(name);
    await this.page.getByLabel(this.word('identity.signIn.email'), { exact: true }).fill(email);
    await this.page.getByLabel(this.word('identity.password.label'), { exact: true }).fill(password);
    await this.button.click();
  }
}
