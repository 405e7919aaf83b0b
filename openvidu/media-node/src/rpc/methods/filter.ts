import { FilterParams, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import { mayModerate, mayPublish } from '../../session/role.rules.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** The five filter methods: the engine has no filters, so those who might use one are told that none is applied. */
export function filter() {
  return joinedMethod({
    params: FilterParams,
    run: ({ connection }, { streamId }) => {
      const isOwner = connection.stream?.id === streamId && mayPublish(connection.role);
      if (!isOwner && !mayModerate(connection.role))
        throw new RpcError(RPC_ERROR.unauthorized, 'The user may not use filters on this stream.');
      throw new RpcError(RPC_ERROR.filterNotApplied, 'This media server has no filters.');
    },
  });
}
