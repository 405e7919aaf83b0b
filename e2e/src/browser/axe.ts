import axe from 'axe-core';
import type { Page } from 'playwright-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

/**
 * What axe finds against WCAG 2.2 A and AA on a page as it stands: rule, how bad, and where. It runs in the page itself,
 * which has no frames (our policy forbids them), and is brought in once for each document.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (tags) => {
    const found = await window.axe?.run(document, { runOnly: tags, resultTypes: ['violations'] });
    if (!found) throw new Error('axe is not in the page');
    return found.violations.map(({ id, impact, nodes }) => ({
      ...{ id, impact },
      nodes: nodes.map(({ target, failureSummary }) => ({ where: target.join(' '), failureSummary })),
    }));
  }, WCAG);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ where, failureSummary }) => `${id} (${impact ?? ''}) at ${where}: ${failureSummary ?? ''}`),
  );
}
