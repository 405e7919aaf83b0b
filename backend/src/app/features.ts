import { AttendanceService, Beats, PresenceGate } from '../attendance/index.js';
import type { CourseListener } from '../courses/index.js';
import { LessonDirectory, LessonService, type LessonListener, type LessonMedia } from '../lessons/index.js';
import { ConnectionDirectory, MediaService, OpenViduAdapter, WebhookInbox } from '../media/index.js';
import { JobQueue } from '../platform/queue/queue.js';
import { composeCourses } from './courses.js';
import type { Platform } from './platform.js';

export interface FeatureOptions {
  /** Stands in for the media server where lessons are tested without one. */
  readonly lessonMedia?: LessonMedia;
}

export type Features = ReturnType<typeof composeFeatures>;

/** What the API and the worker both stand on; each adds its own doors. */
export function composeFeatures(platform: Platform, options: FeatureOptions = {}) {
  const { config, log, redis, db, shutdown } = platform;
  const queue = new JobQueue(config.redisUrl, log);
  shutdown.add('queue', () => queue.close());

  const directory = new LessonDirectory();
  const gate = new PresenceGate({ connections: new ConnectionDirectory(), directory });
  const attendance = new AttendanceService({ ...platform, directory, gate, beats: new Beats(redis) });
  const openvidu = new OpenViduAdapter({ url: config.openviduUrl, secret: config.openviduSecret });
  const listener = attendance.hear.bind(attendance);
  const media = new MediaService({ ...platform, openvidu, directory, listener });
  const lessons = new LessonService({ ...platform, directory, media: options.lessonMedia ?? media });
  const lessonListeners: readonly LessonListener[] = [];
  const courseListeners: readonly CourseListener[] = [];
  const taught = composeCourses(platform, { directory, lessonListeners, courseListeners });
  const inbox = new WebhookInbox(db);
  return { queue, directory, openvidu, listener, media, attendance, lessons, ...taught, inbox };
}
