import sharp, { type Sharp } from 'sharp';

/** More than any phone takes; a picture that unpacks to more is a trap. */
const MOST_PIXELS = 64_000_000;
const DECODE_WITHIN_SEC = 4;

// libvips reads dozens of formats, among them SVG and PDF. Only these are what people upload, and what we want to be
// reachable from outside.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});
// A picture is made in several sizes at once as it is; the rest of the machine belongs to requests.
sharp.concurrency(1);

/**
 * Opens what was uploaded: JPEG, PNG, WebP or AVIF by its content, whatever it is said to be, turned upright. Place, camera
 * and every other note in it are left behind in what is made of it.
 *
 * @returns a pipeline that fails for what is no such picture, is cut short, too large when unpacked, or takes too long.
 */
export function openPicture(upload: Buffer): Sharp {
  return sharp(upload, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .timeout({ seconds: DECODE_WITHIN_SEC })
    .autoOrient();
}
