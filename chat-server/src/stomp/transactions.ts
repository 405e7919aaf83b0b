import type { AckReference } from './acknowledgements.js';
import { malformed, tooMuch } from './stomp-error.js';

/** What a transaction keeps until its COMMIT. */
export type Deferred<Target> =
  | { readonly kind: 'send'; readonly target: Target; readonly body: string }
  | { readonly kind: 'settle'; readonly reference: AckReference };

export interface TransactionLimits {
  readonly transactions: number;
  /** Of all open transactions of a connection together. */
  readonly deferredFrames: number;
  readonly deferredLength: number;
}

/** The open transactions of one connection. With the connection they are gone: nothing of them was done. */
export class Transactions<Target> {
  readonly #limits: TransactionLimits;
  readonly #open = new Map<string, Deferred<Target>[]>();
  #frames = 0;
  #length = 0;

  constructor(limits: TransactionLimits) {
    this.#limits = limits;
  }

  /** @throws {StompError} when it is open already, or there are too many. */
  begin(name: string): void {
    if (this.#open.has(name)) throw malformed('the transaction is open already');
    if (this.#open.size >= this.#limits.transactions) throw tooMuch('too many open transactions');
    this.#open.set(name, []);
  }

  /** @throws {StompError} when it is not open, or holds too much. */
  defer(name: string, deferred: Deferred<Target>): void {
    const kept = this.#get(name);
    this.#frames += 1;
    this.#length += lengthOf(deferred);
    if (this.#frames > this.#limits.deferredFrames || this.#length > this.#limits.deferredLength) {
      throw tooMuch('too much in open transactions');
    }
    kept.push(deferred);
  }

  /**
   * Ends a transaction.
   *
   * @returns what it kept, in order.
   * @throws {StompError} when it is not open.
   */
  end(name: string): readonly Deferred<Target>[] {
    const kept = this.#get(name);
    this.#open.delete(name);
    this.#frames -= kept.length;
    for (const deferred of kept) this.#length -= lengthOf(deferred);
    return kept;
  }

  #get(name: string): Deferred<Target>[] {
    const kept = this.#open.get(name);
    if (kept === undefined) throw malformed('no such transaction');
    return kept;
  }
}

function lengthOf(deferred: Deferred<unknown>): number {
  return deferred.kind === 'send' ? deferred.body.length : 0;
}
