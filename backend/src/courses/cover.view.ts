import type { Cover } from '@seodang/contracts/courses';

export interface CoverColumns {
  readonly coverGlyph: string;
  readonly coverFrom: string;
  readonly coverTo: string;
  readonly coverImage: string | null;
}

export function coverOf({ coverGlyph, coverFrom, coverTo, coverImage }: CoverColumns): Cover {
  const image = coverImage === null ? null : { w480: pathOf(coverImage, 480), w960: pathOf(coverImage, 960) };
  return { glyph: coverGlyph, from: coverFrom, to: coverTo, image };
}

function pathOf(hash: string, width: number): string {
  return `/api/covers/${hash}/${width}.webp`;
}
