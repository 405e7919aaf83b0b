import { open, type FileHandle } from 'node:fs/promises';
import {
  cluster,
  cues,
  fileHead,
  info,
  seekHead,
  segmentLength,
  simpleBlock,
  tracks,
  type Cue,
  type WebmTrack,
} from './webm.rules.js';

export interface Block {
  /** Whole; blocks come in the order of time. */
  readonly atMs: number;
  readonly isKey: boolean;
  readonly bytes: Buffer;
}

const MAX_CLUSTER_MS = 5000;
const MAX_CLUSTER_BYTES = 4 << 20;

/** Writes a WebM file of one track as it comes, with an index of key frames, so that a player can begin anywhere. */
export class WebmFile {
  readonly #file: FileHandle;
  readonly #isVideo: boolean;
  readonly #head = fileHead();
  readonly #cues: Cue[] = [];
  #at: number;
  #blocks: Buffer[] = [];
  #blockBytes = 0;
  #clusterMs = 0;
  #lastMs = 0;

  private constructor(file: FileHandle, track: WebmTrack) {
    this.#file = file;
    this.#isVideo = track.kind === 'video';
    this.#at = this.#content;
  }

  static async create(path: string, track: WebmTrack): Promise<WebmFile> {
    const writer = new WebmFile(await open(path, 'w'), track);
    await writer.#write(Buffer.concat([seekHead(0), info(0), tracks(track)]));
    return writer;
  }

  async write({ atMs, isKey, bytes }: Block): Promise<void> {
    const isVideoKey = isKey && this.#isVideo;
    const isFull = atMs - this.#clusterMs > MAX_CLUSTER_MS || this.#blockBytes > MAX_CLUSTER_BYTES;
    if (this.#blocks.length > 0 && (isVideoKey || isFull)) await this.#endCluster();
    if (this.#blocks.length === 0) this.#clusterMs = atMs;
    if (isVideoKey) this.#cues.push({ atMs, position: this.#at - this.#content });
    this.#blocks.push(simpleBlock(atMs - this.#clusterMs, bytes, { isKey }));
    this.#blockBytes += bytes.length;
    this.#lastMs = atMs;
  }

  async close(): Promise<void> {
    try {
      await this.#endCluster();
      const cuesAt = this.#at - this.#content;
      if (this.#cues.length > 0) await this.#write(cues(this.#cues));
      const start = Buffer.concat([
        this.#head.subarray(0, -8),
        segmentLength(this.#at - this.#content),
        seekHead(cuesAt),
        info(this.#lastMs),
      ]);
      await this.#file.write(start, 0, start.length, 0);
    } finally {
      await this.#file.close();
    }
  }

  get #content(): number {
    return this.#head.length;
  }

  async #endCluster(): Promise<void> {
    if (this.#blocks.length === 0) return;
    const bytes = cluster(this.#clusterMs, this.#blocks);
    this.#blocks = [];
    this.#blockBytes = 0;
    await this.#write(bytes);
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.write(bytes, 0, bytes.length, this.#at);
    this.#at += bytes.length;
  }
}
