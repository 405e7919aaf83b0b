import type { OpenVidu } from 'openvidu-browser';

/** One thing the SDK told the application. Only what is plain data survives the way out of the page. */
export interface SeatEvent {
  readonly seat: string;
  readonly name: string;
  readonly connectionId?: string;
  readonly streamId?: string;
  readonly reason?: string;
  readonly property?: string;
  readonly newValue?: unknown;
  readonly type?: string;
  readonly data?: string;
  readonly from?: string;
  readonly typeOfVideo?: string;
  readonly audioActive?: boolean;
  readonly videoActive?: boolean;
  readonly metadata?: string;
  readonly message?: string;
  readonly recordingId?: string;
  readonly recordingName?: string;
  /** Milliseconds since the epoch, by the page's clock. */
  readonly at: number;
}

export interface ConnectOptions {
  readonly clientData?: unknown;
  /** Only candidates of a TURN server. */
  readonly relayOnly?: boolean;
  /** Look at what others publish without being asked; on unless told otherwise. */
  readonly watch?: boolean;
}

export interface PublishOptions {
  readonly audio?: boolean;
  readonly video?: boolean;
  readonly screen?: boolean;
  readonly audioActive?: boolean;
  readonly videoActive?: boolean;
  readonly subscribeToRemote?: boolean;
}

/** What one peer connection carried so far, from getStats. */
export interface PeerReport {
  readonly streamId: string;
  readonly connectionId: string;
  readonly direction: 'in' | 'out';
  readonly ice: string;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly audioPackets: number;
  readonly audioEnergy: number;
  /** Kind of the local candidate in use: `host`, `srflx`, `prflx` or `relay`. */
  readonly candidateType: string;
}

export interface Failure {
  readonly name: string;
  readonly code: number | null;
  readonly message: string;
}

export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

declare global {
  interface Window {
    /** The class that the SDK's script leaves behind. */
    OpenVidu: new () => OpenVidu;
    openSeat(name: string): void;
    callSeat(name: string, method: string, ...args: unknown[]): Promise<Outcome>;
    tell(event: SeatEvent): void;
  }
}
