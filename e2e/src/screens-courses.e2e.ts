import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourCourses } from './tour/tour-courses.js';

describe('every screen on the way into a course', function () {
  this.timeout(180_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourCourses(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
