import type { Connection } from './connection.js';
import type { EndReason } from './end-reason.js';
import type { RecordingRef } from './recording-port.js';
import type { Stream } from './stream.js';

/** What the clients of a session are told. */
export type Notice =
  | { readonly name: 'joined'; readonly connection: Connection }
  | { readonly name: 'published'; readonly stream: Stream }
  | { readonly name: 'unpublished'; readonly connectionId: string; readonly reason: EndReason }
  | { readonly name: 'left'; readonly connectionId: string; readonly reason: EndReason }
  | { readonly name: 'evicted'; readonly connectionId: string; readonly reason: EndReason }
  | { readonly name: 'signal'; readonly from: string | null; readonly type?: string; readonly data?: string }
  | {
      readonly name: 'stream-property-changed';
      readonly stream: Stream;
      readonly property: string;
      readonly newValue: unknown;
      readonly reason: string;
    }
  | { readonly name: 'recording-started'; readonly recording: RecordingRef }
  | { readonly name: 'recording-stopped'; readonly recording: RecordingRef; readonly reason: EndReason }
  /** The publisher's media comes over a new peer: take this offer in place of the old one. */
  | { readonly name: 'resubscribe'; readonly stream: Stream; readonly sdpOffer: string };
