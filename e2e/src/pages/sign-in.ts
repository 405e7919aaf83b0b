import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

export class SignInPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get email(): Locator {
    return this.page.getByLabel(this.word('identity.signIn.email'), { exact: true });
  }

  get password(): Locator {
    return this.page.getByLabel(this.word('identity.password.label'), { exact: true });
  }

  get button(): Locator {
    return this.page.getByRole('button', { name: this.word('identity.signIn.submit'), exact: true });
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  async submit(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button.click();
  }
}
