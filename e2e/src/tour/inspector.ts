import { expect } from 'chai';
import type { Visitor } from '../browser/visitor.js';
import type { Look, Tour } from './tour.js';

const NARROW_WIDTHS = [320, 390] as const;
const DESKTOP = { width: 1280, height: 800 };

/** Each language and each look once: texts do not change with the look, nor contrasts with the language. */
export const COMBINATIONS: readonly Pick<Tour, 'language' | 'scheme'>[] = [
  { language: 'ko', scheme: 'light' },
  { language: 'en', scheme: 'dark' },
];

/** Looks at screens by axe and in narrow windows, and collects what is wrong so that one run tells of all. */
export class Inspector {
  readonly #problems: string[] = [];

  readonly look: Look = async (screen: string, visitor: Visitor): Promise<void> => {
    for (const problem of await visitor.accessibilityProblems()) this.#problems.push(`${screen}: ${problem}`);
    for (const width of NARROW_WIDTHS) {
      await visitor.page.setViewportSize({ width, height: 720 });
      if (await visitor.scrollsSideways()) this.#problems.push(`${screen}: scrolls sideways at ${width} px`);
    }
    await visitor.page.setViewportSize(DESKTOP);
  };

  /** @throws {AssertionError} that lists every problem of every screen */
  assertNothingFound(): void {
    expect(this.#problems, 'what is wrong with screens').to.deep.equal([]);
  }
}
