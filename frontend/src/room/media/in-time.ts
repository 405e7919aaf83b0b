import { MediaError } from './media-port.js';

/**
 * The outcome of some work, unless it takes longer than `ms`; the work itself cannot be called back.
 *
 * @throws {MediaError} `timeout`.
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new MediaError('timeout'));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
