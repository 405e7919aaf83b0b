import { AttendanceService, Beats, PresenceGate } from '../attendance/index.js';
import type { CourseListener } from '../courses/index.js';
import { LessonDirectory, type LessonMedia } from '../lessons/index.js';
import { ConnectionDirectory, MediaService, OpenViduAdapter, WebhookInbox } from '../media/index.js';
import { JobQueue } from '../platform/queue/queue.js';
import { AccessHints } from '../rooms/index.js';
import { composeConsent } from './consent.js';
import { composeCourses } from './courses.js';
import { composeEnrolment } from './enrolment.js';
import { composeLessons } from './lessons.js';
import { composeNotification } from './notification.js';
import { hintsOn } from './hints.js';
import { outboxOn, tellingEverybody } from './live.js';
import type { Platform } from './platform.js';
import { composeRecordings } from './recordings.js';
import { composeRooms } from './rooms.js';

export interface FeatureOptions {
  /** Stands in for the media server where lessons are tested without one. */
  readonly lessonMedia?: LessonMedia;
  /** Stands in for the database's clock where reminders are tested. */
  readonly reminderClock?: () => Promise<Date>;
}

export type Features = ReturnType<typeof composeFeatures>;

/** What the API and the worker both stand on; each adds its own doors. */
export function composeFeatures(platform: Platform, options: FeatureOptions = {}) {
  const { config, log, redis, db, shutdown } = platform;
  const queue = new JobQueue(config.redisUrl, log);
  shutdown.add('queue', () => queue.close());

  const hints = new AccessHints(platform);
  const told = hintsOn(hints);
  const directory = new LessonDirectory();
  const connections = new ConnectionDirectory();
  const gate = new PresenceGate({ ...platform, connections, directory });
  const attendance = new AttendanceService({ ...platform, directory, gate, beats: new Beats(redis) });
  const openvidu = new OpenViduAdapter({ url: config.openviduUrl, secret: config.openviduSecret });
  const listener = attendance.hear.bind(attendance);
  const media = new MediaService({ ...platform, openvidu, directory, listener });
  const lessonMedia = options.lessonMedia ?? media;
  const notification = composeNotification(platform, { directory, queue, ...options });
  const outbox = outboxOn(platform, queue);
  const lessonListeners = [notification.notices.hearLesson, told.lessonChanges, tellingEverybody(outbox)];
  const parts = {
    directory,
    connections,
    media: lessonMedia,
    queue,
    lessonListeners,
    onDecided: told.onDecided,
  };
  const lessons = composeLessons(platform, parts);
  const { enrolment, promote } = composeEnrolment(platform, {
    directory,
    media: lessonMedia,
    enrolmentListeners: [notification.notices.hearSeats, told.seats],
  });
  const courseListeners: readonly CourseListener[] = [promote, told.courseChanges];
  const taught = composeCourses(platform, { directory, lessonListeners, courseListeners });
  const rooms = composeRooms(platform, { ...taught, hints });
  const consents = composeConsent(platform, { directory, people: lessons.people });
  const recorded = composeRecordings(platform, { directory, openvidu, outbox, queue, ...consents });
  const inbox = new WebhookInbox(db);
  return {
    queue,
    directory,
    openvidu,
    listener,
    media,
    attendance,
    ...lessons,
    ...consents,
    enrolment,
    ...notification,
    ...taught,
    ...rooms,
    ...recorded,
    hints,
    inbox,
  };
}
