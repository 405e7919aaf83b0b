import { PublishVideoParams, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import type { z } from 'zod';
import type { Publishing } from '../../session/publishing.js';
import type { StreamMedia } from '../../session/stream.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

export function publishVideo(publishing: Publishing) {
  return joinedMethod({
    params: PublishVideoParams,
    run: async ({ connection, reply }, params) => {
      if (params.doLoopback)
        throw new RpcError(
          RPC_ERROR.mediaGeneric,
          'This media server cannot send a stream back to its sender.',
        );
      if (params.filter) throw new RpcError(RPC_ERROR.filterNotApplied, 'This media server has no filters.');
      const request = { sdpOffer: params.sdpOffer, media: toMedia(params) };
      await publishing.publish(connection, request, ({ stream, sdpAnswer }) => {
        reply({ sdpAnswer, id: stream.id, createdAt: stream.createdAtMs });
      });
    },
  });
}

/** The client leaves out what belongs to a medium it does not send. */
function toMedia(params: z.infer<typeof PublishVideoParams>): StreamMedia {
  const { hasAudio, hasVideo } = params;
  const audioActive = hasAudio && params.audioActive !== false;
  return { hasAudio, hasVideo, audioActive, ...(hasVideo ? videoOf(params) : NO_VIDEO) };
}

const NO_VIDEO = { videoActive: false, typeOfVideo: null, frameRate: null, videoDimensions: null };

function videoOf({
  videoActive,
  typeOfVideo,
  frameRate,
  videoDimensions,
}: z.infer<typeof PublishVideoParams>) {
  return {
    videoActive: videoActive !== false,
    typeOfVideo: typeOfVideo ?? 'CAMERA',
    frameRate: frameRate ?? -1,
    videoDimensions: videoDimensions ?? null,
  };
}
