import { RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import type { z } from 'zod';
import type { Connection } from '../session/connection.js';
import type { ClientSocket } from './client-socket.js';
import { RpcError } from './rpc-error.js';
import type { RpcSession } from './rpc-session.js';

/** One request under way. */
export interface Call {
  readonly client: RpcSession;
  readonly socket: ClientSocket;
  /** Answers; once. What the handler does next comes after the answer. */
  readonly reply: (result: object) => void;
}

export interface JoinedCall extends Call {
  readonly connection: Connection;
}

/**
 * `in-order`: after the client's earlier requests, before its later ones.
 * `concurrent`: begun in that order, but later requests do not wait for it: it may itself wait for another person.
 * `immediate`: at once, whatever else is under way.
 */
export type Lane = 'in-order' | 'concurrent' | 'immediate';

export interface RpcHandler {
  readonly lane: Lane;
  /** @throws {RpcError} @throws {SessionError} @throws {MediaError} */
  handle(call: Call, params: unknown): Promise<void> | void;
}

interface Definition<P extends z.ZodType, C extends Call> {
  readonly params: P;
  readonly lane?: Lane;
  readonly run: (call: C, params: z.infer<P>) => Promise<void> | void;
}

/** A method that anybody with a socket may call. */
export function openMethod<P extends z.ZodType>({ params, lane, run }: Definition<P, Call>): RpcHandler {
  return {
    lane: lane ?? 'in-order',
    handle: (call, given) => run(call, parse(params, given)),
  };
}

/** A method for those who have joined; others get error 803. */
export function joinedMethod<P extends z.ZodType>(definition: Definition<P, JoinedCall>): RpcHandler {
  const { params, lane, run } = definition;
  return {
    lane: lane ?? 'in-order',
    handle: (call, given) => {
      const { connection } = call.client;
      if (!connection) throw new RpcError(RPC_ERROR.transport, 'Join a session first.');
      return run({ ...call, connection }, parse(params, given));
    },
  };
}

function parse<P extends z.ZodType>(schema: P, given: unknown): z.infer<P> {
  const result = schema.safeParse(given ?? {});
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new RpcError(RPC_ERROR.unexpected, `Parameters are wrong: ${mistakes.join('; ').slice(0, 400)}`);
}
