import { RPC_ERROR, StreamPropertyParams } from '@seodang/contracts/openvidu/rpc';
import { z } from 'zod';
import type { Publishing, StreamProperty } from '../../session/publishing.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

const Track = z.object({ label: z.string().max(512) });

const VALUES: Record<StreamProperty, z.ZodType> = {
  audioActive: z.boolean(),
  videoActive: z.boolean(),
  videoDimensions: z.string().max(128),
  videoTrack: Track,
  audioTrack: Track,
};

/** A client says what changed about its own stream; the stream id it sends is not looked at, as in OpenVidu. */
export function streamPropertyChanged(publishing: Publishing) {
  return joinedMethod({
    params: StreamPropertyParams,
    run: ({ connection, reply }, params) => {
      const property = toProperty(params.property);
      const newValue = VALUES[property].safeParse(params.newValue);
      if (!newValue.success)
        throw new RpcError(RPC_ERROR.unexpected, `The new value of "${property}" has the wrong type.`);
      publishing.change(connection, { property, newValue: newValue.data, reason: params.reason ?? '' });
      reply({});
    },
  });
}

function toProperty(name: string): StreamProperty {
  if (Object.hasOwn(VALUES, name)) return name as StreamProperty;
  throw new RpcError(RPC_ERROR.unexpected, `Streams have no property "${name}".`);
}
