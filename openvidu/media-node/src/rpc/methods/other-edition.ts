import { RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import { z } from 'zod';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** Methods of OpenVidu Pro and Enterprise. */
export function otherEdition() {
  return joinedMethod({
    params: z.unknown(),
    run: () => {
      throw new RpcError(RPC_ERROR.editionNotSupported, 'This needs another edition of OpenVidu.');
    },
  });
}
