import { Audio, PeerConnection, type Track, Video } from 'node-datachannel';
import { MEDIA_IP } from './janus-process.js';

const CONFIG = { iceServers: [], bindAddress: MEDIA_IP, disableAutoNegotiation: true };
const AUDIO = { payload: 111, ssrc: 1111 };
const VIDEO = { payload: 96, ssrc: 2222 };

/** A publishing peer with real ICE, DTLS and SRTP, without a browser: opus and VP8. */
export class RtcSender {
  readonly connection = new PeerConnection('sender', CONFIG);
  readonly audio: Track;
  readonly video: Track;
  readonly connected: Promise<void>;

  constructor() {
    const audio = new Audio('0', 'SendOnly');
    audio.addOpusCodec(AUDIO.payload);
    audio.addSSRC(AUDIO.ssrc, 'sender', 'stream', 'audio');
    const video = new Video('1', 'SendOnly');
    video.addVP8Codec(VIDEO.payload);
    video.addSSRC(VIDEO.ssrc, 'sender', 'stream', 'video');
    this.audio = this.connection.addTrack(audio);
    this.video = this.connection.addTrack(video);
    this.connected = whenConnected(this.connection);
  }

  async offer(): Promise<string> {
    return describe(this.connection, 'offer');
  }

  accept(sdpAnswer: string): void {
    this.connection.setRemoteDescription(sdpAnswer, 'answer');
  }

  close(): void {
    this.connection.close();
  }
}

/** A subscribing peer that counts the packets that come. */
export class RtcReceiver {
  readonly connection = new PeerConnection('receiver', CONFIG);
  readonly connected: Promise<void>;
  readonly #tracks: Track[] = [];
  packets = 0;

  constructor({ count = true }: { count?: boolean } = {}) {
    this.connected = whenConnected(this.connection);
    this.connection.onTrack((track) => {
      this.#tracks.push(track);
      if (!count) return;
      track.onMessage((packet) => {
        if (isRtp(packet)) this.packets += 1;
      });
    });
  }

  async answer(sdpOffer: string): Promise<string> {
    this.connection.setRemoteDescription(sdpOffer, 'offer');
    return describe(this.connection, 'answer');
  }

  close(): void {
    this.connection.close();
  }
}

/**
 * Sends what looks like a camera of about 1 Mbit/s: 30 frames of four VP8 packets and 50 opus packets a second.
 * @returns How many packets were sent so far, and how to stop.
 */
export function pumpMedia({ audio, video }: RtcSender): { sent(): number; stop(): void } {
  let startMs = 0;
  const sound = packets({ ...AUDIO, payloadBytes: 80, ticks: 960 });
  const picture = packets({ ...VIDEO, payloadBytes: 1040, ticks: 3000 });
  let sounds = 0;
  let frames = 0;
  const timer = setInterval(() => {
    if (!audio.isOpen() || !video.isOpen()) return;
    startMs ||= performance.now();
    const ms = performance.now() - startMs;
    for (; sounds * 20 <= ms; sounds++) audio.sendMessageBinary(opus(sound(sounds, true)));
    for (; frames * (1000 / 30) <= ms; frames++) {
      for (let part = 0; part < 4; part++)
        video.sendMessageBinary(vp8(picture(frames, part === 3), frames, part));
    }
  }, 5);
  return {
    sent: () => sounds + frames * 4,
    stop: () => {
      clearInterval(timer);
    },
  };
}

interface PacketShape {
  readonly payload: number;
  readonly ssrc: number;
  readonly payloadBytes: number;
  /** Clock ticks from one timestamp to the next. */
  readonly ticks: number;
}

function packets({ payload, ssrc, payloadBytes, ticks }: PacketShape) {
  const packet = Buffer.alloc(12 + payloadBytes, 0x55);
  let sequence = 0;
  return (time: number, isLast: boolean): Buffer => {
    packet[0] = 0x80;
    packet[1] = (isLast ? 0x80 : 0) | payload;
    packet.writeUInt16BE(sequence++ & 0xffff, 2);
    packet.writeUInt32BE((time * ticks) >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    return packet;
  };
}

/** Writes the first byte of a packet with one frame of 20 ms. @see RFC 6716 §3.1 */
function opus(packet: Buffer): Buffer {
  packet[12] = 0xf8;
  return packet;
}

/** Writes the VP8 payload descriptor, and a key frame's header every three seconds. @see RFC 7741 §4.2 */
function vp8(packet: Buffer, frame: number, part: number): Buffer {
  const isKey = frame % 90 === 0;
  packet[12] = 0x80 | (part === 0 ? 0x10 : 0);
  packet[13] = 0x80;
  packet[14] = 0x80 | ((frame >> 8) & 0x7f);
  packet[15] = frame & 0xff;
  packet[16] = isKey ? 0 : 1;
  if (isKey) packet.set([0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01], 17);
  return packet;
}

/** RTCP shares the port. @see RFC 5761 §4 */
function isRtp(packet: Buffer): boolean {
  const type = packet[1] ?? 0;
  return packet.length > 12 && (type < 192 || type > 223);
}

async function describe(connection: PeerConnection, type: 'offer' | 'answer'): Promise<string> {
  const gathered = new Promise<void>((resolve) => {
    connection.onGatheringStateChange((state) => {
      if (state === 'complete') resolve();
    });
  });
  connection.setLocalDescription(type);
  if (connection.gatheringState() !== 'complete') await gathered;
  const description = connection.localDescription();
  if (!description) throw new Error(`The peer made no ${type}.`);
  return description.sdp;
}

function whenConnected(connection: PeerConnection): Promise<void> {
  const connected = new Promise<void>((resolve, reject) => {
    connection.onStateChange((state) => {
      if (state === 'connected') resolve();
      if (state === 'failed') reject(new Error('The peer failed to connect.'));
    });
  });
  connected.catch(() => undefined);
  return connected;
}
