import { readFile } from 'node:fs/promises';
import type { GrayPicture } from '@seodang/testing/clock/clock-code';
import { until } from '@seodang/testing/until';
import type { Locator, Page } from 'playwright-core';
import type { Word } from '../support/words.js';

/** What a player does at a moment, as its video and the browser have it. */
export interface PlayerNow {
  readonly sec: number;
  readonly lengthSec: number;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  readonly rate: number;
  readonly isFull: boolean;
  readonly isPicture: boolean;
  /** Of the picture, pixels. */
  readonly height: number;
}

/** A recording to be watched. */
export class ReplayPage {
  constructor(
    readonly page: Page,
    readonly word: Word,
  ) {}

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

  /** Time and length, as the player writes them: `0:05 / 1:30`. */
  get time(): Locator {
    return this.player.locator('[data-time]');
  }

  /** The lines of captions over the picture. */
  get captions(): Locator {
    return this.player.locator('[data-cue]');
  }

  async openPanel(panel: 'chapters.title' | 'chat' | 'notes.title'): Promise<void> {
    // The name of the tab of notes ends with how many there are.
    await this.page.getByRole('tab', { name: String(this.word(`replay.${panel}`)) }).click();
  }

  /** The names of what there is beside the picture. */
  panels(): Promise<string[]> {
    return this.page.getByRole('tab').allInnerTexts();
  }

  /** Saves one's notes. @returns what is in the file */
  async savedNotes(): Promise<string> {
    const button = { name: this.word('replay.notes.save'), exact: true };
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', button).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  }

  chapter(title: string): Locator {
    return this.page
      .getByRole('list', { name: this.word('replay.chapters.title'), exact: true })
      .getByRole('button', { name: title });
  }

  get resumed(): Locator {
    return this.page.getByText(this.word('replay.resumed'));
  }

  get noteBox(): Locator {
    return this.page.getByRole('textbox', { name: this.word('replay.notes.label') });
  }

  note(text: string): Locator {
    return this.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: text });
  }

  async ask(question: string): Promise<void> {
    await this.page.getByRole('button', { name: this.word('replay.ask.action'), exact: true }).click();
    await this.page.getByRole('textbox', { name: this.word('replay.ask.label'), exact: true }).fill(question);
    await this.page.getByRole('button', { name: this.word('replay.ask.send'), exact: true }).click();
    await this.page.getByText(this.word('replay.ask.sent'), { exact: true }).waitFor();
  }

  get failed(): Locator {
    return this.page.getByText(this.word('replay.failed'), { exact: true });
  }

  /** Where the player is, seconds. */
  position(): Promise<number> {
    return this.video.evaluate((video: HTMLVideoElement) => video.currentTime);
  }

  now(): Promise<PlayerNow> {
    return this.video.evaluate((video: HTMLVideoElement) => ({
      sec: video.currentTime,
      lengthSec: video.duration,
      isPaused: video.paused,
      isMuted: video.muted,
      rate: video.playbackRate,
      isFull: document.fullscreenElement !== null,
      isPicture: document.pictureInPictureElement === video,
      height: video.videoHeight,
    }));
  }

  /** Makes a choice of the settings by its words: a speed, a quality or captions. */
  async choose(words: string): Promise<void> {
    const name = this.word('replay.player.settings');
    await this.player.getByRole('button', { name, exact: true }).click();
    await this.page.getByRole('menuitemradio', { name: words, exact: true }).click();
    await this.page.getByRole('menu').waitFor({ state: 'hidden' });
  }

  /** The way back to the end of the chat, for who scrolled away from it. */
  get toNow(): Locator {
    return this.page.getByRole('button', { name: this.word('chat.replay.now'), exact: true });
  }

  /** Waits until it has come to a place, seconds. */
  async playsTo(sec: number): Promise<void> {
    await until(async () => (await this.position()) >= sec, { what: `the replay to come to ${sec} s` });
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
