import { useSchool } from './browser/school.js';
import { inspect } from './tour/inspector.js';
import { tourCourses } from './tour/tour-courses.js';
import { tourFloor } from './tour/tour-floor.js';
import { tourMessages } from './tour/tour-messages.js';
import { tourRecording } from './tour/tour-recording.js';
import { tourStudio } from './tour/tour-studio.js';
import { tourLesson, tourOutside } from './tour/tour.js';

/**
 * Half of the tours are those of Korean people, half of English ones: what they write is looked at as well. Those with
 * cameras come last: when they begin, the recording whose clocks another story measures is over.
 */
const TOURS = [
  { of: 'the messages', walk: tourMessages, language: 'ko' },
  { of: 'the studio', walk: tourStudio, language: 'en' },
  { of: 'the way into a course', walk: tourCourses, language: 'ko' },
  { of: 'what is around a lesson', walk: tourOutside, language: 'ko' },
  { of: 'a lesson', walk: tourLesson, language: 'en' },
  { of: 'a lesson with the floor', walk: tourFloor, language: 'ko' },
  { of: 'a recorded lesson and its replay', walk: tourRecording, language: 'en' },
] as const;

describe('every screen', function () {
  this.timeout(300_000);
  const { story } = useSchool();

  for (const { of, walk, language } of TOURS) {
    story(`of ${of} is accessible and fits small windows, in both languages and looks`, (school) =>
      inspect(walk, { school, language }),
    );
  }
});
