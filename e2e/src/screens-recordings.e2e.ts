import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourRecording } from './tour/tour-recording.js';

describe('every screen of a recorded lesson and its replay', function () {
  this.timeout(300_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourRecording(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
