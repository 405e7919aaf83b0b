/**
 * The part of a SELECT that finds the first recording of a lesson that its people can watch, or NULL: there is a rendition,
 * and it is neither hidden nor deleted. Led by `recordings_lesson`, so a list stays one query.
 *
 * @param lessonId The column with the id of the lesson.
 */
export const firstReplayOf = (lessonId: string): string => `
  (SELECT r.id FROM recordings r
    WHERE r.lesson_id = ${lessonId} AND r.purged_at IS NULL AND r.deleted_at IS NULL
      AND r.published_version IS NOT NULL AND r.visibility <> 'hidden'
    ORDER BY r.started_at LIMIT 1)`;
