import { RecordingConsents, RecordingConsentService } from '../consent/index.js';
import { LessonPersonRow, type LessonDirectory, type PeopleService } from '../lessons/index.js';
import type { Platform } from './platform.js';

export interface ConsentParts {
  readonly directory: Pick<LessonDirectory, 'getMembership' | 'assertAnswersFor'>;
  readonly people: Pick<PeopleService, 'followAgreement'>;
}

export function composeConsent(platform: Platform, { directory, people }: ConsentParts) {
  const recordingConsents = new RecordingConsentService({
    ...platform,
    table: new RecordingConsents(platform.db),
    isLive: async (actor, lessonId) =>
      (await directory.getMembership(actor, lessonId)).lesson.state === 'live',
    assertAnswersFor: directory.assertAnswersFor.bind(directory),
    keep: (key, said, tx) => LessonPersonRow.keepAgreement(key, said, tx),
    follow: people.followAgreement.bind(people),
  });
  return { recordingConsents };
}
