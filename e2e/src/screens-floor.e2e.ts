import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourFloor } from './tour/tour-floor.js';

describe('every screen of a lesson with the floor', function () {
  this.timeout(180_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourFloor(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
