import { OUTPUT_MODES, RECORDING_LAYOUTS } from '@seodang/contracts/openvidu/rest';
import type { Brake } from '@seodang/server-kit/governor';
import { z } from 'zod';

/**
 * A take is the raw material of one recording: for each stream the files that the engine wrote, and when. It is the
 * border between the recorder, which makes takes, and those that make a film or an archive of them.
 *
 * All times are epoch milliseconds of the node's clock. Files are Janus' own (`.mjr`: RTP packets with their time of
 * arrival), named relative to the take's folder `<OPENVIDU_RECORDING_PATH>/.raw/<recordingId>/`.
 */

/** What was asked of a recording, every default filled in. */
export const TakeProperties = z.object({
  /** The file's name without its ending. */
  name: z.string().regex(/^[\w~-]+$/),
  outputMode: z.enum(OUTPUT_MODES),
  hasAudio: z.boolean(),
  hasVideo: z.boolean(),
  recordingLayout: z.enum(RECORDING_LAYOUTS),
  /** With `CUSTOM`: the name of another layout, with `+names` behind it for captions; empty otherwise. */
  customLayout: z.string(),
  /** Width and height of a composed picture. */
  resolution: z.string().regex(/^\d{3,4}x\d{3,4}$/),
  frameRate: z.int().min(1).max(120),
  shmSize: z.int(),
  ignoreFailedStreams: z.boolean(),
});
export type TakeProperties = z.infer<typeof TakeProperties>;

const Millis = z.number().nonnegative();
/** A plain name in the take's folder: no path leads out of it. */
const FileName = z.string().regex(/^[\w~-][\w.~-]*$/);

/** From one connecting of the publisher's media to its end: each reconnect begins new files. */
export const TakeSegment = z.object({
  /** null when the stream has no sound, or none came. */
  audio: FileName.nullable(),
  video: FileName.nullable(),
  /** pcap files with what the publisher said of its clocks (RTCP), in the order of time. */
  reports: z.array(FileName),
  /** When the engine was told to record; the files themselves know when their first packet came. */
  startedAt: Millis,
  endedAt: Millis,
});
export type TakeSegment = z.infer<typeof TakeSegment>;

/** Whether the publisher was sending, by its own word, from this time on. */
export const TakeState = z.object({ at: Millis, audioActive: z.boolean(), videoActive: z.boolean() });
export type TakeState = z.infer<typeof TakeState>;

const StreamFacts = z.object({
  streamId: z.string(),
  connectionId: z.string(),
  clientData: z.string(),
  serverData: z.string(),
  /** `CAMERA`, `SCREEN`, `CUSTOM`, or null without video. */
  typeOfVideo: z.string().nullable(),
});

/** One published stream over all its segments, in the order of their beginning. */
export const TakeStream = StreamFacts.extend({
  segments: z.array(TakeSegment),
  /** At least one, ordered; the first is of the stream's beginning. */
  states: z.array(TakeState).min(1),
});
export type TakeStream = z.infer<typeof TakeStream>;

/** A time in which nothing could be recorded: the engine or the node was away. */
export const TakeGap = z.object({ from: Millis, to: Millis, reason: z.enum(['engineDown', 'nodeDown']) });
export type TakeGap = z.infer<typeof TakeGap>;

export const Take = z.object({
  recordingId: z.string(),
  /** The same as `properties.name`. */
  name: z.string(),
  sessionId: z.string(),
  uniqueSessionId: z.string(),
  properties: TakeProperties,
  startedAt: Millis,
  stoppedAt: Millis,
  streams: z.array(TakeStream),
  gaps: z.array(TakeGap),
});
export type Take = z.infer<typeof Take>;

/** What came of composing a take. */
export interface Composition {
  /** Seconds of the film. */
  readonly durationS: number;
  readonly sizeBytes: number;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Epoch ms of the film's first frame: what happened at `t` is seen at `t − startedAt`. */
  readonly startedAt: number;
}

/** The machine that films are made on, which lessons need as well. */
export interface SharedMachine {
  /** Whether people are in lessons now: a core is theirs then. */
  readonly hasLessons: () => boolean;
  /** Stops ffmpeg while they need more. */
  readonly brake: Brake;
}

export interface ComposeOptions {
  /** The composer's alone when not given. */
  readonly machine?: SharedMachine | undefined;
  /** Ends ffmpeg and removes what was half done; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** @param share 0 to 1, never falling. */
  readonly onProgress: (share: number) => void;
}

/**
 * Makes one film of a take.
 *
 * @param folder Where the take's files are; not written to.
 * @param out The film's path, `.mp4` or, without video, `.webm`; it appears there complete or not at all. With video
 *   there is a still beside it, `<recordingId>.jpg`.
 */
export type ComposeTake = (
  take: Take,
  folder: string,
  out: string,
  options: ComposeOptions,
) => Promise<Composition>;

/** A line of `take.jsonl`, the journal of a take while it is made. */
export const TakeLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    at: Millis,
    recordingId: z.string(),
    sessionId: z.string(),
    uniqueSessionId: z.string(),
    properties: TakeProperties,
  }),
  StreamFacts.extend({
    kind: z.literal('stream'),
    at: Millis,
    audioActive: z.boolean(),
    videoActive: z.boolean(),
  }),
  /** The engine is being told to write these; they need not come to be. */
  z.object({
    kind: z.literal('segment-opened'),
    at: Millis,
    streamId: z.string(),
    segment: z.int().nonnegative(),
    /** What the names of its files begin with. */
    file: FileName,
  }),
  z.object({
    kind: z.literal('segment-closed'),
    at: Millis,
    streamId: z.string(),
    segment: z.int().nonnegative(),
  }),
  z.object({
    kind: z.literal('state'),
    at: Millis,
    streamId: z.string(),
    audioActive: z.boolean(),
    videoActive: z.boolean(),
  }),
  z.object({ kind: z.literal('gap-opened'), at: Millis, reason: TakeGap.shape.reason }),
  z.object({ kind: z.literal('gap-closed'), at: Millis }),
  /** The node lived and recorded at this time. */
  z.object({ kind: z.literal('alive'), at: Millis }),
  z.object({ kind: z.literal('stopped'), at: Millis, reason: z.string() }),
]);
export type TakeLine = z.infer<typeof TakeLine>;
