import { LessonId } from '@seodang/contracts/ids';
import { ServerData } from '@seodang/contracts/lessons';
import { WebhookEvent } from '@seodang/contracts/openvidu/webhook';

const SESSION_PREFIX = 'lesson_';

/** The session a lesson owns, within OpenVidu's `[a-zA-Z0-9_-]+`; the same one each time it is opened anew. */
export function sessionIdOf(lessonId: LessonId): string {
  return `${SESSION_PREFIX}${lessonId}`;
}

/** The lesson that owns a session; null for a session that is not one of ours. */
export function lessonIdOfSession(sessionId: string): LessonId | null {
  if (!sessionId.startsWith(SESSION_PREFIX)) return null;
  const id = LessonId.safeParse(sessionId.slice(SESSION_PREFIX.length));
  return id.success ? id.data : null;
}

/** Whether a connection was made with the right to send that its person has now. An instructor's always is. */
export function isRoleRight(role: 'MODERATOR' | 'PUBLISHER' | 'SUBSCRIBER', maySpeak: boolean): boolean {
  return role === 'MODERATOR' || (role === 'PUBLISHER') === maySpeak;
}

/** What a webhook says about one of our lessons; times are epoch milliseconds of the media server's clock. */
export type MediaEvent =
  | {
      readonly name: 'connection.joined';
      readonly lessonId: LessonId;
      readonly connectionId: string;
      readonly joinedAt: number;
      readonly serverData: ServerData | null;
    }
  | {
      readonly name: 'connection.left';
      readonly lessonId: LessonId;
      readonly connectionId: string;
      readonly joinedAt: number;
      readonly leftAt: number;
      readonly why: string;
      readonly serverData: ServerData | null;
    }
  | {
      readonly name: 'session.closed';
      readonly lessonId: LessonId;
      readonly openedAt: number;
      readonly closedAt: number;
      readonly why: string;
    }
  | {
      readonly name: 'recording.changed';
      readonly lessonId: LessonId;
      readonly recordingId: string;
      readonly startedAt: number;
      readonly at: number;
      readonly status: 'started' | 'stopped' | 'ready' | 'failed';
      readonly why: string | null;
      readonly sizeBytes: number;
      readonly durationSec: number;
    };
export type PresenceEvent = Exclude<MediaEvent, { name: 'recording.changed' }>;
export type RecordingEvent = Extract<MediaEvent, { name: 'recording.changed' }>;

/** A webhook whose event is known but whose fields are not what OpenVidu documents; asking again cannot mend it. */
export class UnreadableWebhook extends Error {
  override readonly name = 'UnreadableWebhook';
}

const KNOWN_EVENTS = new Set<unknown>(WebhookEvent.options.map((option) => option.shape.event.value));

/**
 * Reads a webhook's body.
 *
 * @param body The parsed JSON.
 * @returns null for events that say nothing about who is there or what is recorded, that we do not know, or that are about other sessions.
 * @throws {UnreadableWebhook} when a known event lacks its fields.
 */
export function toMediaEvent(body: unknown): MediaEvent | null {
  if (!isKnown(body)) return null;
  const read = WebhookEvent.safeParse(body);
  if (!read.success)
    throw new UnreadableWebhook(read.error.issues.map(({ path }) => path.join('.')).join(', '));
  const event = read.data;
  const lessonId = lessonIdOfSession(event.sessionId);
  return lessonId && about(lessonId, event);
}

/**
 * When something happened, told by a clock that may run ahead of ours: never later than it was heard of.
 *
 * @returns epoch milliseconds.
 */
export function notAfter(receivedAt: Date, toldAt: number): number {
  return Math.min(toldAt, receivedAt.getTime());
}

/**
 * Whether a session's end says of each connection when and why it left. A session that closes after its last participant
 * only says that nobody is there any more; how they left is told by events of their own.
 */
export function endsEachConnection(why: string): boolean {
  return !['lastParticipantLeft', 'automaticStop', 'recordingStoppedByServer'].includes(why);
}

/** The identity a connection carries: only what the backend wrote when it made the connection, and for that lesson. */
export function readServerData(text: string | null, lessonId: LessonId): ServerData | null {
  if (text === null) return null;
  try {
    const data = ServerData.safeParse(JSON.parse(text));
    return data.success && data.data.lessonId === lessonId ? data.data : null;
  } catch {
    return null;
  }
}

function isKnown(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'event' in body && KNOWN_EVENTS.has(body.event);
}

function about(lessonId: LessonId, event: WebhookEvent): MediaEvent | null {
  switch (event.event) {
    case 'participantJoined': {
      const { connectionId, timestamp } = event;
      const serverData = readServerData(event.serverData, lessonId);
      return { name: 'connection.joined', lessonId, connectionId, joinedAt: timestamp, serverData };
    }
    case 'participantLeft': {
      const { connectionId, startTime, timestamp, reason } = event;
      const serverData = readServerData(event.serverData, lessonId);
      return {
        name: 'connection.left',
        lessonId,
        connectionId,
        joinedAt: startTime,
        leftAt: timestamp,
        why: toWhy(reason),
        serverData,
      };
    }
    case 'sessionDestroyed': {
      const { startTime, timestamp, reason } = event;
      return {
        name: 'session.closed',
        lessonId,
        openedAt: startTime,
        closedAt: timestamp,
        why: toWhy(reason),
      };
    }
    case 'sessionCreated':
    case 'webrtcConnectionCreated':
    case 'webrtcConnectionDestroyed':
    case 'signalSent':
      return null;
    case 'recordingStatusChanged': {
      const { id, startTime, timestamp, status, reason, size, duration } = event;
      return {
        name: 'recording.changed',
        lessonId,
        recordingId: id,
        startedAt: startTime,
        at: timestamp,
        status,
        why: typeof reason === 'string' ? toWhy(reason) : null,
        sizeBytes: size,
        durationSec: duration,
      };
    }
  }
}

/** Reasons are words of ASCII letters; anything else must not break the column that keeps them. */
function toWhy(reason: string | null): string {
  return (reason ?? 'unknown').replace(/[^A-Za-z0-9_-]/g, '').slice(0, 64);
}
