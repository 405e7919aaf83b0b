import type { GrayPicture } from '@seodang/testing/clock/clock-code';
import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** A recording to be watched. */
export class ReplayPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

  get progress(): Locator {
    return this.page.getByRole('progressbar', { name: this.word('replay.unready.progress') });
  }

  /** How far the work on it is, in percent; null while nobody can tell. */
  async percent(): Promise<number | null> {
    const text = await this.progress.getAttribute('aria-valuenow', { timeout: 5_000 }).catch(() => null);
    return text === null ? null : Number(text);
  }

  get player(): Locator {
    return this.page.getByRole('region', { name: this.word('replay.player.label'), exact: true });
  }

  get video(): Locator {
    return this.player.locator('video');
  }

  /** The large button in the picture. */
  get play(): Locator {
    return this.player.getByRole('button', { name: this.word('replay.player.play'), exact: true }).first();
  }

  get failed(): Locator {
    return this.page.getByText(this.word('replay.failed'), { exact: true });
  }

  /** Where the player is, seconds. */
  position(): Promise<number> {
    return this.video.evaluate((video: HTMLVideoElement) => video.currentTime);
  }

  /** What is seen right now, and where in the film that is. */
  async picture(): Promise<GrayPicture & { readonly atMs: number }> {
    const { width, height, atMs, gray } = await this.video.evaluate(async (video: HTMLVideoElement) => {
      const shown = await new Promise<VideoFrameCallbackMetadata>((resolve) => {
        video.requestVideoFrameCallback((_now, metadata) => {
          resolve(metadata);
        });
      });
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const paint = canvas.getContext('2d');
      if (paint === null) throw new Error('this browser cannot paint');
      paint.drawImage(video, 0, 0);
      const { data } = paint.getImageData(0, 0, canvas.width, canvas.height);
      // The green of a picture without colours is its brightness.
      let text = '';
      for (let at = 1; at < data.length; at += 4) text += String.fromCharCode(data[at] ?? 0);
      return { width: canvas.width, height: canvas.height, atMs: shown.mediaTime * 1000, gray: btoa(text) };
    });
    return { width, height, atMs, bytes: Buffer.from(gray, 'base64') };
  }
}
