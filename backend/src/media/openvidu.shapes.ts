import { z } from 'zod';

/** A connection as the media server shows it. */
export interface SeenConnection {
  readonly id: string;
  readonly createdAt: Date;
  /** When its person entered; null while its token waits to be used. */
  readonly activeAt: Date | null;
  readonly role: MediaRole;
  readonly serverData: string;
}

export type MediaRole = 'MODERATOR' | 'PUBLISHER' | 'SUBSCRIBER';

/** A recording as the media server shows it. */
export interface SeenRecording {
  readonly id: string;
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly status: 'starting' | 'started' | 'stopped' | 'ready' | 'failed';
  readonly sizeBytes: number;
  readonly durationSec: number;
  /** How much of its film is made, 0 to 1; null when none is being made, or by a server that does not tell. */
  readonly composed: number | null;
}

/** @see OpenVidu 2.32 REST API, the recording object; `progress` is our own node's. */
export const RecordingList = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      sessionId: z.string(),
      createdAt: z.int(),
      status: z.enum(['starting', 'started', 'stopped', 'ready', 'failed']),
      size: z.number(),
      duration: z.number(),
      progress: z.number().min(0).max(1).optional(),
    }),
  ),
});

interface ShownRecording {
  readonly id: string;
  readonly sessionId: string;
  readonly createdAt: number;
  readonly status: SeenRecording['status'];
  readonly size: number;
  readonly duration: number;
  readonly progress?: number | undefined;
}

export function toSeenRecording(shown: ShownRecording): SeenRecording {
  const { id, sessionId, createdAt, status, size, duration, progress } = shown;
  const composed = status === 'stopped' ? (progress ?? null) : null;
  return {
    id,
    sessionId,
    createdAt: new Date(createdAt),
    status,
    sizeBytes: size,
    durationSec: duration,
    composed,
  };
}
