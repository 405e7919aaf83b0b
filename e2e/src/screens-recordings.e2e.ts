import { useSchool } from './browser/school.js';
import { Inspector } from './tour/inspector.js';
import { tourRecording } from './tour/tour-recording.js';

describe('every screen of a recorded lesson and its replay', function () {
  this.timeout(300_000);
  const { story } = useSchool();

  // The stories of recordings look at the same pages in Korean and light; each tour takes a lesson and a film of its own.
  story('is accessible and fits small windows (en, dark)', async (school) => {
    const inspector = new Inspector();
    await tourRecording(school, { language: 'en', scheme: 'dark', look: inspector.look });
    inspector.assertNothingFound();
  });
});
