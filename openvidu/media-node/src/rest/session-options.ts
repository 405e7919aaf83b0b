import { CreateSessionBody, type RecordingPropertiesBody } from '@seodang/contracts/openvidu/rest';
import type { z } from 'zod';
import type { Config } from '../config.js';
import type { SessionOptions } from '../session/session.js';
import { parseBody } from './rest-error.js';

type RecordingProperties = z.infer<typeof RecordingPropertiesBody>;

/** @throws {RestError} 400 */
export function toSessionOptions(body: unknown, config: Config): SessionOptions {
  const given = parseBody(CreateSessionBody, body);
  return {
    customSessionId: given.customSessionId ?? '',
    mediaMode: given.mediaMode ?? 'ROUTED',
    recordingMode: given.recordingMode ?? 'MANUAL',
    defaultRecordingProperties: toRecordingProperties(given.defaultRecordingProperties ?? {}),
    forcedVideoCodec: given.forcedVideoCodec ?? config.OPENVIDU_STREAMS_FORCED_VIDEO_CODEC,
    allowTranscoding: given.allowTranscoding ?? config.OPENVIDU_STREAMS_ALLOW_TRANSCODING,
    mediaNodeId: given.mediaNode?.id ?? null,
  };
}

/** Fills in OpenVidu's defaults; each output mode has its own set of fields. */
function toRecordingProperties(given: RecordingProperties): Readonly<Record<string, unknown>> {
  const outputMode = given.outputMode ?? 'COMPOSED';
  const hasVideo = given.hasVideo ?? true;
  const common = { name: given.name ?? '', hasAudio: given.hasAudio ?? true, hasVideo, outputMode };
  if (outputMode === 'INDIVIDUAL')
    return { ...common, ignoreFailedStreams: given.ignoreFailedStreams ?? false };
  return hasVideo ? { ...common, ...composedVideo(given) } : common;
}

function composedVideo(given: RecordingProperties) {
  const recordingLayout = given.recordingLayout ?? 'BEST_FIT';
  return {
    recordingLayout,
    ...(recordingLayout === 'CUSTOM' && { customLayout: given.customLayout ?? '' }),
    resolution: given.resolution ?? '1280x720',
    frameRate: given.frameRate ?? 25,
    shmSize: given.shmSize ?? 536_870_912,
  };
}
