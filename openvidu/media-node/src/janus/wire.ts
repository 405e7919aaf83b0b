import { z } from 'zod';

/** What Janus says on either of its WebSocket APIs; fields that we do not use are let through. */
export const JanusMessage = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  session_id: z.number().optional(),
  /** The handle that an event comes from. */
  sender: z.number().optional(),
  data: z.looseObject({ id: z.number().optional() }).optional(),
  plugindata: z.object({ plugin: z.string(), data: z.looseObject({}) }).optional(),
  jsep: z.object({ type: z.enum(['offer', 'answer']), sdp: z.string() }).optional(),
  error: z.object({ code: z.number(), reason: z.string() }).optional(),
  reason: z.string().optional(),
});
export type JanusMessage = z.infer<typeof JanusMessage>;

/** A session description as Janus takes it; `rid_order` tells how the layers of simulcast are sorted in the offer. */
export interface Jsep {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
  readonly rid_order?: 'lmh';
}

/** Janus understood the request and refused it. */
export class JanusError extends Error {
  override readonly name = 'JanusError';

  /** @param code Of the core (4xx, `apierror.h`) or of the VideoRoom plugin (42x to 43x). */
  constructor(
    readonly code: number,
    reason: string,
  ) {
    super(`${code} ${reason}`);
  }
}

/** Janus did not answer: it is not there, went away meanwhile, or is too slow or too busy. */
export class JanusGone extends Error {
  override readonly name = 'JanusGone';
}
