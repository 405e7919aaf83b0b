interface ErrorSpec {
  readonly status: number;
  /** A sentence for people who read the raw answer; screens translate the code instead. */
  readonly title: string;
}

/** Every error that reaches a client, by its code. Screens have a text for each in Korean and English. */
export const ERRORS = {
  'request.invalid': { status: 400, title: 'The request has a mistake' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.not_found': { status: 404, title: 'There is nothing at this address' },
  'request.wrong_origin': { status: 403, title: 'This request came from another site' },
  'request.too_many': { status: 429, title: 'Too many attempts; please wait a little' },
  'auth.sign_in_failed': { status: 401, title: 'The e-mail address or the password is not right' },
  'auth.required': { status: 401, title: 'Please sign in' },
  'auth.expired': { status: 401, title: 'Your session has ended; please sign in again' },
  'auth.forbidden': { status: 403, title: 'You may not do this' },
  'auth.email_taken': { status: 409, title: 'There is an account with this e-mail address already' },
  'auth.password_wrong': { status: 403, title: 'The current password is not right' },
  'auth.password_weak': { status: 400, title: 'This password is easy to guess; please choose another' },
  'course.not_found': { status: 404, title: 'This course does not exist, or is not yours to see' },
  'course.category_unknown': { status: 400, title: 'There is no such category' },
  'course.capacity_too_small': { status: 409, title: 'More people are enrolled than this capacity allows' },
  'course.not_empty': { status: 409, title: 'The course has students or lessons that took place' },
  'course.cover_unreadable': { status: 400, title: 'This file is not a picture we can read' },
  'enrolment.own_course': { status: 409, title: 'This is your own course' },
  'lesson.not_found': { status: 404, title: 'This lesson does not exist, or is not yours to see' },
  'lesson.not_live': { status: 409, title: 'The lesson is not live' },
  'lesson.already_ended': { status: 409, title: 'The lesson has already ended' },
  'lesson.cancelled': { status: 409, title: 'The lesson was cancelled' },
  'lesson.too_early': { status: 409, title: 'It is too early to start this lesson' },
  'lesson.already_begun': { status: 409, title: 'The lesson has already begun' },
  'lesson.in_the_past': { status: 400, title: 'The start lies in the past' },
  'lesson.clashes': { status: 409, title: 'You teach another lesson at this time' },
  'lesson.removed': { status: 403, title: 'The instructor has removed you from this lesson' },
  'lesson.may_not_speak': { status: 403, title: 'The instructor has not given you the floor' },
  'lesson.person_not_found': { status: 404, title: 'This person is not in the lesson' },
  'lesson.consent_missing': { status: 409, title: 'Please agree to the notice of this lesson first' },
  'media.unavailable': { status: 503, title: 'The media server does not answer; please try again' },
  'store.unavailable': { status: 503, title: 'The service is short of a part; please try again' },
  'server.failed': { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;
