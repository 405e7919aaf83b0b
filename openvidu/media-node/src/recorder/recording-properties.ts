import { RecordingPropertiesBody, type StartRecordingBody } from '@seodang/contracts/openvidu/rest';
import { RecorderError } from './recorder-error.js';
import type { TakeProperties } from './take.js';

export type RecordingWish = Omit<StartRecordingBody, 'session' | 'mediaNode'>;

const SMALLEST_SHM = 134_217_728;

/** Of a wish, then of the session, then of OpenVidu: null and nothing are the same. */
const USUAL = {
  outputMode: 'COMPOSED',
  hasAudio: true,
  hasVideo: true,
  recordingLayout: 'BEST_FIT',
  customLayout: '',
  resolution: '1280x720',
  frameRate: 25,
  shmSize: 536_870_912,
  ignoreFailedStreams: false,
} as const;
const PICTURE = ['recordingLayout', 'customLayout', 'resolution', 'frameRate', 'shmSize'] as const;

/**
 * What a recording is to be.
 *
 * @param defaults The session's `defaultRecordingProperties`.
 * @param id The recording's, which names it when nothing else does.
 * @throws {RecorderError} `properties`
 */
export function toProperties(
  wish: RecordingWish,
  defaults: Readonly<Record<string, unknown>>,
  id: string,
): TakeProperties {
  const usual = { ...USUAL, ...given(RecordingPropertiesBody.parse(defaults)) };
  const wished = { ...usual, ...given(wish) };
  const mode = outputMode(wished.outputMode, usual.outputMode);
  const isComposed = mode !== 'INDIVIDUAL' && wished.hasVideo;
  const properties = {
    ...wished,
    // What cannot matter is not looked at.
    ...(!isComposed && pick(USUAL, PICTURE)),
    name: wish.name || usual.name || id,
    outputMode: mode,
  };
  assertRanges(properties);
  return pick(properties, ['name', ...KEYS]);
}

const KEYS = Object.keys(USUAL) as (keyof typeof USUAL)[];

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

function given<T extends object>(fields: T): Given<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as Given<T>;
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

type OutputMode = TakeProperties['outputMode'];

/** A session composes in one way: OpenVidu swaps the other one silently. */
function outputMode(wished: OutputMode, usual: OutputMode): OutputMode {
  return wished === 'INDIVIDUAL' || usual === 'INDIVIDUAL' ? wished : usual;
}

function assertRanges({ hasAudio, hasVideo, ...rest }: TakeProperties): void {
  if (!hasAudio && !hasVideo) refuse('hasAudio and hasVideo cannot both be false');
  const sides = /^(\d{3,4})x(\d{3,4})$/.exec(rest.resolution)?.slice(1).map(Number) ?? [0];
  if (sides.some((side) => side < 100 || side > 1999))
    refuse('resolution must be WIDTHxHEIGHT, each 100 to 1999 pixels');
  if (rest.frameRate < 1 || rest.frameRate > 120) refuse('frameRate must be 1 to 120');
  if (rest.shmSize < SMALLEST_SHM) refuse(`shmSize must be ${SMALLEST_SHM} at least`);
}

function refuse(why: string): never {
  throw new RecorderError('properties', why);
}
