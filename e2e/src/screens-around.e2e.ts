import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourOutside } from './tour/tour.js';

describe('every screen around a lesson', function () {
  this.timeout(180_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourOutside(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
