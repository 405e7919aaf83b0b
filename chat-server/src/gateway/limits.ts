import { FRAME_LIMITS } from '../stomp/parser.js';
import type { SessionLimits } from '../stomp/session.js';

/** What one client, or all together, may ask of this replica. */
export interface StompLimits extends SessionLimits {
  /** From the upgrade to CONNECTED. */
  readonly connectMs: number;
  readonly connections: number;
  /** Of them such as have not connected yet. */
  readonly unconnected: number;
  /** Frames of one connection, a second and at once. A client that comes back subscribes and resends in a burst. */
  readonly framesPerSec: number;
  readonly framesBurst: number;
  /** Octets that a reader has not taken yet. */
  readonly backlogBytes: number;
  /** Age of the oldest of them. */
  readonly backlogMs: number;
  /** After a close was begun; then the socket is cut. */
  readonly lingerMs: number;
  /** Without heart-beats a silent WebSocket is pinged after this time, and is gone after three of them. */
  readonly probeMs: number;
  readonly sweepMs: number;
  /** Octets of a client that wait for its earlier frames; with more it is not read from. */
  readonly unhandledBytes: number;
  /** Clients of a replica that leaves come back at so many a second, all replicas together. */
  readonly comeBackPerSec: number;
}

export const STOMP_LIMITS: StompLimits = {
  frame: FRAME_LIMITS,
  subscriptions: 500,
  unacknowledged: 1000,
  transactions: 16,
  deferredFrames: 200,
  deferredLength: 256 * 1024,
  underWay: { frames: 64, bytes: 256 * 1024 },
  heartBeatMs: 10_000,
  connectMs: 10_000,
  connections: 20_000,
  unconnected: 5000,
  framesPerSec: 200,
  framesBurst: 2000,
  backlogBytes: 1024 * 1024,
  backlogMs: 5000,
  lingerMs: 2000,
  probeMs: 20_000,
  sweepMs: 1000,
  unhandledBytes: 64 * 1024,
  comeBackPerSec: 500,
};
