/** What a cover may be made of. The server reads the file itself, whatever it is called. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const;

/** 8 MiB */
const MAX_BYTES = 8 * 1024 * 1024;

export type PictureTrouble = 'empty' | 'type' | 'size' | 'unreadable';

/** Why a file cannot be a cover, as far as one sees without opening it; null when nothing speaks against it. */
export function troubleOf(file: Pick<File, 'size' | 'type'>): PictureTrouble | null {
  if (file.size === 0) return 'empty';
  if (!PICTURE_TYPES.some((type) => type === file.type)) return 'type';
  return file.size > MAX_BYTES ? 'size' : null;
}
