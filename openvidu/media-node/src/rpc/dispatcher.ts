import { RPC_ERROR, type RpcRequest } from '@seodang/contracts/openvidu/rpc';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import type { ClientSocket } from './client-socket.js';
import type { CommitGate } from './commit-gate.js';
import { encodeError, encodeResult, parseFrame, type RpcFailure } from './json-rpc.js';
import type { Call, RpcHandler } from './method.js';
import { isRpcMethod, type MethodTable } from './methods/index.js';
import { toRpcFailure } from './rpc-error.js';

export interface DispatcherDeps {
  readonly methods: MethodTable;
  readonly gate: CommitGate;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Brings each frame of a client to its method, and the method's answer back. */
export class Dispatcher {
  readonly #deps: DispatcherDeps;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
  }

  receive(socket: ClientSocket, text: string): void {
    const frame = parseFrame(text);
    if (!frame.ok) {
      socket.send(encodeError(frame.id, frame.failure));
      socket.offend('bad-frames');
      return;
    }
    const { request } = frame;
    if (!socket.mayRequest()) {
      refuse(socket, request, 'Too many requests.');
      return;
    }
    if (!isRpcMethod(request.method)) {
      const message = `There is no method "${request.method}".`;
      socket.send(encodeError(request.id, { code: RPC_ERROR.methodNotFound, message }));
      socket.offend('unknown-methods');
      return;
    }
    this.#schedule(socket, request, this.#deps.methods[request.method]);
  }

  #schedule(socket: ClientSocket, request: RpcRequest, handler: RpcHandler): void {
    if (handler.lane === 'immediate') {
      void this.#handle(socket, request, handler);
      return;
    }
    const isTaken = socket.session.queue.push({
      bytes: JSON.stringify(request.params ?? {}).length,
      isConcurrent: handler.lane === 'concurrent',
      run: () => this.#handle(socket, request, handler),
    });
    if (!isTaken) refuse(socket, request, 'Too many requests are waiting.');
  }

  async #handle(
    socket: ClientSocket,
    { id, method, params }: RpcRequest,
    handler: RpcHandler,
  ): Promise<void> {
    const observe = this.#deps.metrics.rpcSeconds.startTimer({ method });
    const state = { isAnswered: false };
    const answer = (outcome: string, encode: () => string) => {
      if (state.isAnswered) return;
      state.isAnswered = true;
      const send = () => {
        socket.send(encode());
        observe({ outcome });
      };
      // The heart-beat rests on nothing that is to be on disk.
      if (method === 'ping') send();
      else this.#deps.gate.pass(send);
    };
    const client = socket.session;
    const reply: Call['reply'] = (result) => {
      answer('ok', () => encodeResult(id, method === 'ping' ? result : { sessionId: client.id, ...result }));
    };
    try {
      await handler.handle({ client, socket, reply }, params);
      if (!state.isAnswered) throw new Error(`"${method}" was not answered.`);
    } catch (error) {
      const failure = toRpcFailure(error) ?? this.#unforeseen(method, error);
      answer(String(failure.code), () => encodeError(id, failure));
      const { sessionId, connectionId } = client.connection ?? {};
      const { code, message: reason } = failure;
      this.#deps.log.info(
        { sessionId, connectionId, method, code, reason: withoutToken(reason) },
        'rpc refused',
      );
    }
  }

  #unforeseen(method: string, error: unknown): RpcFailure {
    this.#deps.log.error({ method, err: error }, 'rpc failed');
    return { code: RPC_ERROR.unexpected, message: 'Unexpected error' };
  }
}

function refuse(socket: ClientSocket, { id }: RpcRequest, message: string): void {
  socket.send(encodeError(id, { code: RPC_ERROR.transportRequest, message }));
  socket.offend('flood');
}

function withoutToken(text: string): string {
  return text.replace(/tok_\w+/g, 'tok_…');
}
