import { expect } from 'chai';
import { useSchool } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { tourLesson, tourOutside } from './tour/tour.js';

const WIDTHS = [320, 390] as const;
const DESKTOP = { width: 1280, height: 800 };

describe('every screen', function () {
  this.timeout(180_000);
  const { story } = useSchool();

  /** Collects instead of throwing, so that one run tells of all screens. */
  function inspector() {
    const problems: string[] = [];
    const look = async (screen: string, visitor: Visitor): Promise<void> => {
      problems.push(...(await visitor.accessibilityProblems()).map((problem) => `${screen}: ${problem}`));
      for (const width of WIDTHS) {
        await visitor.page.setViewportSize({ width, height: 720 });
        if (await visitor.scrollsSideways()) problems.push(`${screen}: scrolls sideways at ${width} px`);
      }
      await visitor.page.setViewportSize(DESKTOP);
    };
    return { problems, look };
  }

  for (const language of ['ko', 'en'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      story(
        `around a lesson is accessible and fits small windows (${language}, ${scheme})`,
        async (school) => {
          const { problems, look } = inspector();
          await tourOutside(school, { language, scheme, look });
          expect(problems).to.deep.equal([]);
        },
      );

      story(`of a lesson is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
        const { problems, look } = inspector();
        await tourLesson(school, { language, scheme, look });
        expect(problems).to.deep.equal([]);
      });
    }
  }
});
