import { useSchool } from './browser/school.js';
import { COMBINATIONS, Inspector } from './tour/inspector.js';
import { tourMessages } from './tour/tour-messages.js';

describe('every screen of the messages', function () {
  this.timeout(120_000);
  const { story } = useSchool();

  for (const { language, scheme } of COMBINATIONS) {
    story(`is accessible and fits small windows (${language}, ${scheme})`, async (school) => {
      const inspector = new Inspector();
      await tourMessages(school, { language, scheme, look: inspector.look });
      inspector.assertNothingFound();
    });
  }
});
