import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourStudio } from './tour/tour-studio.js';

describe('every screen of the studio', function () {
  this.timeout(180_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourStudio(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
