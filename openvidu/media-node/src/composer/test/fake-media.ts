import { beeps, SOUND_RATE } from '@seodang/testing/clock/beep';
import { ffmpeg } from '@seodang/testing/clock/film';
import { PAYLOADS, codedPictures, type FakeCodec } from './fake-pictures.js';
import { writeMjr, type RtpOut } from './mjr-writer.js';

/** How a fake person sends; times are ms of the world. */
export interface FakeSender {
  /** 0 to 15, in the picture's code and the beep's pitch. */
  readonly person: number;
  /** When the first of it is sent, epoch ms. The clock that is shown and beeps counts from {@link epochMs}. */
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly epochMs: number;
  /** Parts per million that the sound card's clock runs fast. */
  readonly skewPpm?: number;
  /** How long each picture is coded before it is sent. */
  readonly codingMs?: number;
  /** What the network adds to each packet. */
  readonly delayMs?: (index: number) => number;
  /** Sequence numbers (from 0) that never arrive. */
  readonly isLost?: (index: number) => boolean;
  readonly fps?: number;
  readonly keyEveryMs?: number;
  /** Sizes in turn, each for an equal part of the time. */
  readonly sizes?: readonly (readonly [number, number])[];
  /** Quarter turns to show the picture with; it is sent turned the other way. */
  readonly turns?: number;
  readonly codec?: FakeCodec;
  /** What is added to the timestamp of each packet of sound, or of each picture, in ticks of its clock. */
  readonly leap?: (index: number) => number;
  /** Coded pictures that are sent over and over in place of the clock; the first one is a key frame. */
  readonly clip?: readonly Buffer[];
}

const OPUS = 111;
/** How the two tracks of a sender are told apart. */
export const SSRC = { audio: 0x5e0da96, video: 0x5e0da97 };
export const VIDEO_ZERO = 4294960000;
export const AUDIO_ZERO = 4294967000;
const noDelay: (index: number) => number = () => 5;
const USUAL = {
  fps: 25,
  sizes: [[320, 180]] as readonly (readonly [number, number])[],
  codec: 'vp8' as FakeCodec,
  delayMs: noDelay,
  isLost: (() => false) as (index: number) => boolean,
  keyEveryMs: 10_000,
  leap: (() => 0) as (index: number) => number,
  codingMs: 10,
};

/** Writes the pictures of a person as Janus would. @returns what it wrote */
export async function fakeVideo(path: string, sender: FakeSender): Promise<RtpOut[]> {
  const { fps, sizes, lengthMs, fromMs, epochMs, codec, codingMs, delayMs, isLost, keyEveryMs, leap } = {
    ...USUAL,
    ...sender,
  };
  const { clip, turns } = sender;
  const frames: { bytes: Buffer; atMs: number }[] = [];
  for (const [index, size] of sizes.entries()) {
    const first = Math.round((index * lengthMs * fps) / 1000 / sizes.length);
    const end = Math.round(((index + 1) * lengthMs * fps) / 1000 / sizes.length);
    const atMs = Array.from({ length: end - first }, (_, at) => fromMs + ((first + at) * 1000) / fps);
    const times = atMs.map((ms) => Math.round(ms - epochMs));
    const common = { codec, person: sender.person, fps, keyEveryMs, turns: turns ?? 0 };
    const coded = await (clip ? over(clip, times.length) : codedPictures({ ...common, times, size }));
    for (const [at, bytes] of coded.entries()) frames.push({ bytes, atMs: atMs[at] ?? 0 });
  }
  const packets: RtpOut[] = [];
  for (const [count, { bytes, atMs }] of frames.entries()) {
    const payloads = PAYLOADS[codec](bytes);
    for (const [index, payload] of payloads.entries())
      packets.push({
        ssrc: SSRC.video,
        payloadType: 96,
        // Begins just before the counter starts over.
        sequence: 65500 + packets.length,
        timestamp: VIDEO_ZERO + (atMs - fromMs) * 90 + leap(count),
        isMarked: index === payloads.length - 1,
        payload,
        arrivedMs: atMs + codingMs + delayMs(packets.length),
        ...(turns === undefined ? {} : { turns }),
      });
  }
  const came = arrived(packets, isLost);
  await writeMjr(path, { kind: 'v', codec }, came);
  return came;
}

const over = (clip: readonly Buffer[], count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => clip[at % clip.length] ?? Buffer.alloc(0));

/**
 * Writes the sound of a person as Janus would: a beep at each whole second since `epochMs`.
 *
 * With skew the sender's card counts more samples than seconds went by, as cards do.
 *
 * @returns What it wrote.
 */
export async function fakeAudio(path: string, sender: FakeSender): Promise<RtpOut[]> {
  const { person, fromMs, epochMs, lengthMs, skewPpm = 0, delayMs, isLost, leap } = { ...USUAL, ...sender };
  const rate = 1 + skewPpm * 1e-6;
  const samples = Math.round(((lengthMs * SOUND_RATE) / 1000) * rate);
  const source = beeps(person, fromMs - epochMs + lengthMs + 1000);
  const pcm = new Float32Array(samples);
  for (let at = 0; at < samples; at += 1) {
    const worldMs = fromMs - epochMs + (at * 1000) / SOUND_RATE / rate;
    pcm[at] = source[Math.floor((worldMs * SOUND_RATE) / 1000)] ?? 0;
  }
  const packets = (await opus(pcm)).map((payload, index): RtpOut => ({
    ssrc: SSRC.audio,
    payloadType: OPUS,
    sequence: 65530 + index,
    timestamp: AUDIO_ZERO + index * 960 + leap(index),
    isMarked: index === 0,
    payload,
    arrivedMs: fromMs + ((index + 1) * 20) / rate + delayMs(index),
  }));
  const came = arrived(packets, isLost);
  await writeMjr(path, { kind: 'a', codec: 'opus' }, came);
  return came;
}

/** Packets of 20 ms. The coder looks ahead; what it adds at the beginning is taken away. */
async function opus(pcm: Float32Array): Promise<Buffer[]> {
  const raw = ['-f', 'f32le', '-ar', String(SOUND_RATE), '-ac', '1', '-i', 'pipe:0'];
  const coding = ['-c:a', 'libopus', '-b:a', '32k', '-application', 'audio', '-frame_duration', '20'];
  const lookAhead = 312;
  const input = [Buffer.from(pcm.buffer, pcm.byteOffset + lookAhead * 4, pcm.byteLength - lookAhead * 4)];
  return oggPackets(await ffmpeg([...raw, ...coding, '-f', 'ogg', 'pipe:1'], input)).slice(2);
}

function oggPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 0; at + 27 <= file.length;) {
    const count = file.readUInt8(at + 26);
    const lengths = file.subarray(at + 27, at + 27 + count);
    at += 27 + count;
    for (const length of lengths) {
      parts.push(file.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
  }
  return packets;
}

/** In the order they came, without those that did not. */
function arrived(packets: readonly RtpOut[], isLost: (index: number) => boolean): RtpOut[] {
  return packets.filter((_, index) => !isLost(index)).sort((a, b) => a.arrivedMs - b.arrivedMs);
}
