import type { Migration } from '../src/platform/db/migrator.js';

/**
 * Seats and the waiting list. Whoever changes an enrolment holds the lock of its course's row, which carries the counters;
 * the checks and the unique key are there for whoever forgets.
 *
 * @see docs/adr/0020-seats.md
 */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE enrolments
        ADD COLUMN queue_no INT UNSIGNED NULL,
        ADD COLUMN since DATETIME(3) NULL`);
    await db.query('UPDATE enrolments SET since = created_at');
    await db.query(`
      UPDATE enrolments e
        JOIN (SELECT id, ROW_NUMBER() OVER (PARTITION BY course_id ORDER BY created_at, id) AS nth
                FROM enrolments WHERE state = 'waiting') w ON w.id = e.id
         SET e.queue_no = w.nth`);
    await db.query(`
      ALTER TABLE enrolments
        MODIFY COLUMN since DATETIME(3) NOT NULL,
        ADD UNIQUE KEY enrolments_queue (course_id, queue_no),
        ADD CONSTRAINT enrolments_waiting CHECK ((state = 'waiting') = (queue_no IS NOT NULL)),
        DROP FOREIGN KEY enrolments_course`);
    await db.query(`
      ALTER TABLE enrolments
        ADD CONSTRAINT enrolments_course FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE`);
    await db.query(`
      ALTER TABLE courses
        ADD COLUMN seats_taken SMALLINT UNSIGNED NOT NULL DEFAULT 0,
        ADD COLUMN waiting_count INT UNSIGNED NOT NULL DEFAULT 0,
        ADD COLUMN next_queue_no INT UNSIGNED NOT NULL DEFAULT 1`);
    await db.query(`
      UPDATE courses c
        JOIN (SELECT course_id, SUM(state = 'enrolled') AS taken, SUM(state = 'waiting') AS waiting
                FROM enrolments GROUP BY course_id) e ON e.course_id = c.id
         SET c.seats_taken = e.taken, c.waiting_count = e.waiting, c.next_queue_no = e.waiting + 1,
             c.capacity = GREATEST(c.capacity, e.taken)`);
    await db.query('ALTER TABLE courses ADD CONSTRAINT courses_seats CHECK (seats_taken <= capacity)');
  },
};
