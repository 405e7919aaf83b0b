import { parseH264 } from './h264.rules.js';
import type { PicturePiece } from './picture-piece.rules.js';
import { parseVp8 } from './vp8.rules.js';
import { parseVp9 } from './vp9.rules.js';

export const PICTURE_CODECS = ['vp8', 'vp9', 'h264'] as const;
export type PictureCodec = (typeof PICTURE_CODECS)[number];

/** Reads a packet's payload; null when it is none of the codec's. */
export const PICTURE_PARSERS: Record<PictureCodec, (payload: Buffer) => PicturePiece | null> = {
  vp8: parseVp8,
  vp9: parseVp9,
  h264: parseH264,
};
