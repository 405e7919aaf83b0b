import type { CoursePeoplePage, EnrolmentView } from '@seodang/contracts/enrolment';
import type { NamedPlace, RankedPlace } from './enrolment.model.js';

export function toEnrolmentView({
  state,
  position,
  since,
}: Omit<RankedPlace, 'userId' | 'courseId'>): EnrolmentView {
  return { state, position, since: since.toISOString() };
}

export function toCoursePerson(place: NamedPlace): CoursePeoplePage['items'][number] {
  return { userId: place.userId, name: place.name, enrolment: toEnrolmentView(place) };
}
