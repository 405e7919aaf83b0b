import type { Router } from 'express';
import type { LessonDirectory } from '../lessons/index.js';
import {
  calendarRoutes,
  CalendarService,
  DeliveryService,
  MailChannel,
  NoticeBook,
  NoticeService,
  ReminderSchedule,
  ReminderService,
  type NoticeMetrics,
} from '../notification/index.js';
import type { Access } from '../platform/http/access.js';
import type { JobQueue } from '../platform/queue/queue.js';
import type { Platform } from './platform.js';

export type Notification = ReturnType<typeof composeNotification>;

export interface NotificationParts {
  readonly directory: LessonDirectory;
  readonly queue: JobQueue;
  readonly reminderClock?: () => Promise<Date>;
}

/** What people are told by mail, and their calendars. */
export function composeNotification(platform: Platform, parts: NotificationParts) {
  const { directory, queue } = parts;
  const { config, db } = platform;
  const schedule = new ReminderSchedule(db);
  const noticeBook = new NoticeBook(db);
  const reminderClock = parts.reminderClock ?? (() => schedule.now());
  const wake = (delayMs: number, at: Date) =>
    queue.add('raise-reminders', {}, { once: `raise-${at.getTime()}`, delayMs });
  const reminders = new ReminderService({ ...platform, schedule, wake, clock: reminderClock });
  const notices = new NoticeService({ ...platform, notices: noticeBook, schedule, reminders });
  const maker = { origin: config.publicOrigin, organizer: config.mailFrom.address };
  const calendar = new CalendarService({ ...platform, directory, schedule, maker });
  return { schedule, noticeBook, reminderClock, reminders, notices, calendar };
}

/** Their door. */
export function notificationApi({ calendar }: Pick<Notification, 'calendar'>, access: Access): Router {
  return calendarRoutes(calendar, access);
}

/** Who sends; null while no mail server is named. */
export function composeDelivery(
  platform: Platform,
  { schedule, noticeBook, reminderClock }: Pick<Notification, 'schedule' | 'noticeBook' | 'reminderClock'>,
  metrics?: NoticeMetrics,
): DeliveryService | null {
  const { config } = platform;
  if (config.smtpUrl === null) return null;
  return new DeliveryService({
    ...platform,
    notices: noticeBook,
    schedule,
    channel: new MailChannel({ url: config.smtpUrl, sender: config.mailFrom }),
    clock: reminderClock,
    settings: { origin: config.publicOrigin, sender: config.mailFrom.address },
    ...metrics,
  });
}
