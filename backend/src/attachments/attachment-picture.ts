import { AppError } from '@seodang/server-kit/errors';
import { openPicture } from '../platform/picture.js';

export const SIZES = ['full', 'preview'] as const;
export type Size = (typeof SIZES)[number];

/** A picture as it is served: WebP in two sizes. */
export interface AttachedPicture {
  /** Of the full size, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly full: Buffer;
  readonly preview: Buffer;
}

const FULL = { side: 1600, quality: 82 };
const PREVIEW = { side: 480, quality: 75 };

/**
 * Makes what is attached of what was uploaded, no larger than it was; see `openPicture` for what is taken.
 *
 * @throws {AppError} `attachment.unreadable`
 */
export async function toAttachedPicture(upload: Buffer): Promise<AttachedPicture> {
  try {
    const upright = openPicture(upload);
    const make = ({ side, quality }: typeof FULL) =>
      upright
        .clone()
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality })
        .toBuffer({ resolveWithObject: true });
    const [full, preview] = await Promise.all([make(FULL), make(PREVIEW)]);
    const { width, height } = full.info;
    return { width, height, full: full.data, preview: preview.data };
  } catch (cause) {
    throw new AppError('attachment.unreadable', {}, { cause });
  }
}
