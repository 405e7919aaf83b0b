import type { EnrolmentView } from '@seodang/contracts/enrolment';
import type { CourseId, UserId } from '@seodang/contracts/ids';
import { Enrolment } from './enrolment.model.js';
import { toEnrolmentView } from './enrolment.view.js';

/** Questions about enrolments, for every feature that shows them. It changes nothing. */
export class EnrolmentDirectory {
  /** What somebody has in each of these courses; where they never enrolled there is no entry. */
  async listMine(userId: UserId, courseIds: readonly CourseId[]): Promise<Map<CourseId, EnrolmentView>> {
    const places = await Enrolment.listMine(userId, courseIds);
    return new Map(places.map((place) => [place.courseId, toEnrolmentView(place)]));
  }
}
