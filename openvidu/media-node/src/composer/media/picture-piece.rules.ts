/** What a packet brings of a coded picture. */
export interface PicturePiece {
  /** Whether a picture, or a part of one that can stand alone, begins here. */
  readonly isFirst: boolean;
  readonly isKey: boolean;
  /** When it says so; 0 otherwise. */
  readonly width: number;
  readonly height: number;
  /** What of the payload is the codec's own. */
  readonly parts: readonly PiecePart[];
}

export interface PiecePart {
  readonly offset: number;
  readonly length: number;
  /** What stands before it in a stream, which is not in the packet. */
  readonly prefix: number;
}

/** Nothing; else the start code of H.264, and in the lower eight bits a NAL unit's first byte behind it. */
export const PREFIX = { none: 0, startCode: 0x100 } as const;
