import { RecordingConsents, RecordingConsentService } from '../consent/index.js';
import { LessonPersonRow, type LessonDirectory, type PeopleService } from '../lessons/index.js';
import type { Platform } from './platform.js';

export interface ConsentParts {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly people: Pick<PeopleService, 'followAgreement'>;
}

export function composeConsent(platform: Platform, { directory, people }: ConsentParts) {
  const recordingConsents = new RecordingConsentService({
    ...platform,
    table: new RecordingConsents(platform.db),
    placeOf: async (actor, lessonId) => {
      const { part, lesson } = await directory.getMembership(actor, lessonId);
      return { part, isLive: lesson.state === 'live' };
    },
    keep: (key, said, tx) => LessonPersonRow.keepAgreement(key, said, tx),
    follow: people.followAgreement.bind(people),
  });
  return { recordingConsents };
}
