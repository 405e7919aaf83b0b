import { RecordingPropertiesBody, type StartRecordingBody } from '@seodang/contracts/openvidu/rest';
import { RecorderError } from './recorder-error.js';
import type { TakeProperties } from './take.js';

export type RecordingWish = Omit<StartRecordingBody, 'session' | 'mediaNode'>;

const SMALLEST_SHM = 134_217_728;

/**
 * What a recording is to be: the wish, then the session's defaults, then OpenVidu's.
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
  const usual = RecordingPropertiesBody.parse(defaults);
  const mode = outputMode(wish.outputMode ?? null, usual.outputMode ?? 'COMPOSED');
  const hasVideo = wish.hasVideo ?? usual.hasVideo ?? true;
  const isPicture = mode !== 'INDIVIDUAL' && hasVideo;
  const properties: TakeProperties = {
    name: wish.name || usual.name || id,
    outputMode: mode,
    hasAudio: wish.hasAudio ?? usual.hasAudio ?? true,
    hasVideo,
    ...picture(isPicture ? wish : {}, usual),
    ignoreFailedStreams: wish.ignoreFailedStreams ?? usual.ignoreFailedStreams ?? false,
  };
  assertRanges(properties);
  return properties;
}

type Usual = ReturnType<typeof RecordingPropertiesBody.parse>;

function picture(wish: RecordingWish, usual: Usual) {
  return {
    recordingLayout: wish.recordingLayout ?? usual.recordingLayout ?? 'BEST_FIT',
    customLayout: wish.customLayout ?? usual.customLayout ?? '',
    resolution: wish.resolution ?? usual.resolution ?? '1280x720',
    frameRate: wish.frameRate ?? usual.frameRate ?? 25,
    shmSize: wish.shmSize ?? usual.shmSize ?? 536_870_912,
  } as const;
}

type OutputMode = TakeProperties['outputMode'];

/** A session composes in one way: OpenVidu swaps the other one silently. */
function outputMode(wished: OutputMode | null, usual: OutputMode): OutputMode {
  if (wished === null) return usual;
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
