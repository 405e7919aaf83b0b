import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import { AppError } from '@seodang/server-kit/errors';
import { openPicture } from '../platform/picture.js';

export const COVER_WIDTHS = [480, 960] as const;
export type CoverWidth = (typeof COVER_WIDTHS)[number];

/** A picture as it is served: WebP, 16:9, named by what it shows. */
export interface CoverPicture {
  /** SHA-256 of the widest, in hex. */
  readonly hash: string;
  readonly bodies: readonly { readonly width: CoverWidth; readonly body: Buffer }[];
}

const QUALITY = 80;

/**
 * Makes a cover of what was uploaded: JPEG, PNG, WebP or AVIF by its content, whatever it is said to be. It is turned
 * upright and cut to 16:9 around what catches the eye; place, camera and every other note in it are left behind.
 *
 * @throws {AppError} `course.cover_unreadable`, also for what is cut short, too large when unpacked, or takes too long.
 */
export async function toCoverPicture(upload: Buffer): Promise<CoverPicture> {
  try {
    const upright = openPicture(upload);
    const bodies = await Promise.all(
      COVER_WIDTHS.map(async (width) => ({ width, body: await cut(upright.clone(), width) })),
    );
    const [{ body: widest }] = bodies.toSorted((a, b) => b.width - a.width) as [(typeof bodies)[number]];
    return { hash: createHash('sha256').update(widest).digest('hex'), bodies };
  } catch (cause) {
    throw new AppError('course.cover_unreadable', {}, { cause });
  }
}

function cut(picture: Sharp, width: CoverWidth): Promise<Buffer> {
  return picture
    .resize(width, (width * 9) / 16, { fit: 'cover', position: 'attention' })
    .flatten({ background: '#ffffff' })
    .webp({ quality: QUALITY })
    .toBuffer();
}
