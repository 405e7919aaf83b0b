import { join } from 'node:path';
import { JanusMedia } from '@seodang/media-node/janus/janus-media';
import type { JanusProcess } from '@seodang/media-node/janus/test/janus-process';
import { pumpMedia, RtcReceiver, RtcSender } from '@seodang/media-node/janus/test/rtc-peer';
import { until } from '@seodang/testing/until';
import pino from 'pino';
import { cpuMicros } from '../run/process-cost.js';

const ROOM = { sessionId: 'bench', videoCodecs: ['vp8'], maxVideoBitrateBps: 2_000_000 } as const;

/** Streams of about 1 Mbit/s each on a Janus of their own, and some who watch all of them. */
export class Lesson {
  readonly #janus: JanusProcess;
  readonly #media: JanusMedia;
  readonly #flowing = new Set<string>();
  readonly #closing: (() => void)[] = [];
  readonly #streams: string[] = [];
  #count = 0;

  private constructor(janus: JanusProcess) {
    this.#janus = janus;
    this.#media = new JanusMedia({ ...janus.address, log: pino({ level: 'silent' }) });
    this.#media.onEvent((event) => {
      if (event.name === 'stream.connected') this.#flowing.add(event.stream.streamId);
    });
  }

  static async open(
    janus: JanusProcess,
    { streams, watchers }: { readonly streams: number; readonly watchers: number },
  ): Promise<Lesson> {
    const lesson = new Lesson(janus);
    try {
      lesson.#media.start();
      await lesson.#media.openRoom(ROOM);
      for (let number = 0; number < streams; number += 1) await lesson.#publish(`p${number}`, watchers);
      return lesson;
    } catch (error) {
      await lesson.close();
      throw error;
    }
  }

  cpuMicros(): number {
    return cpuMicros(this.#janus.pid);
  }

  /** Has every stream written to new files in a folder. */
  async record(folder: string): Promise<void> {
    this.#count += 1;
    for (const name of this.#streams) {
      const path = join(folder, `${this.#janus.pid}-${this.#count}-${name}`);
      if (!(await this.#media.record(ref(name), path))) throw new Error(`${name} does not flow.`);
    }
  }

  async stopRecording(): Promise<void> {
    for (const name of this.#streams) await this.#media.stopRecording(ref(name));
  }

  async close(): Promise<void> {
    for (const close of this.#closing) close();
    await this.#media.stop();
    await this.#janus.stop();
  }

  async #publish(name: string, watchers: number): Promise<void> {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    this.#closing.push(() => {
      pump.stop();
      sender.close();
    });
    const request = { ...ref(name), sdpOffer: await sender.offer(), hasAudio: true, hasVideo: true };
    sender.accept((await this.#media.publish(request)).sdpAnswer);
    await until(() => this.#flowing.has(ref(name).streamId), { what: `${name} flows` });
    this.#streams.push(name);
    for (let number = 0; number < watchers; number += 1) await this.#watch(`w${number}`, name);
  }

  async #watch(watcher: string, publisher: string): Promise<void> {
    const subscription = { ...ref(publisher), connectionId: watcher };
    const receiver = new RtcReceiver({ count: false });
    this.#closing.push(() => {
      receiver.close();
    });
    const { sdpOffer } = await this.#media.offerSubscription(subscription);
    await this.#media.answerSubscription(subscription, await receiver.answer(sdpOffer));
    await receiver.connected;
  }
}

function ref(name: string) {
  return { sessionId: ROOM.sessionId, connectionId: name, streamId: `str_${name}` };
}
