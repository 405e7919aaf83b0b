import { drawClock } from '@seodang/testing/clock/clock-code';
import { ffmpeg } from '@seodang/testing/clock/film';

export type FakeCodec = 'vp8' | 'vp9' | 'h264';

export interface Pictures {
  readonly codec: FakeCodec;
  readonly person: number;
  /** What the clock says in each. */
  readonly times: readonly number[];
  readonly size: readonly [number, number];
  readonly fps: number;
  readonly keyEveryMs: number;
  /** Quarter turns that they will be shown with: they are coded turned the other way. */
  readonly turns: number;
}

const TURN_BACK = ['', '-vf transpose=cclock', '-vf hflip,vflip', '-vf transpose=clock'];
const CODERS: Record<FakeCodec, string> = {
  vp8: '-c:v libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 0 -f ivf',
  vp9: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -lag-in-frames 0 -auto-alt-ref 0 -f ivf',
  h264: '-c:v libx264 -preset ultrafast -tune zerolatency -x264-params aud=1:sliced-threads=0 -f h264',
};

/** One coded picture for each time. */
export async function codedPictures(plan: Pictures): Promise<Buffer[]> {
  const { codec, person, times, size, fps, keyEveryMs, turns } = plan;
  const [width, height] = size;
  const chroma = Buffer.alloc((width * height) / 2, 128);
  function* raw() {
    for (const ms of times) {
      yield drawClock({ person, ms }, { width, height });
      yield chroma;
    }
  }
  const keyEvery = Math.max(1, Math.round((keyEveryMs * fps) / 1000));
  const words = [
    `-f rawvideo -pix_fmt yuv420p -s ${width}x${height} -r ${fps} -i pipe:0`,
    TURN_BACK[turns] ?? '',
    `-b:v 600k -g ${keyEvery}`,
    CODERS[codec],
    'pipe:1',
  ];
  const args = words.flatMap((part) => part.split(' ')).filter((word) => word !== '');
  const file = await ffmpeg(args, raw());
  return codec === 'h264' ? accessUnits(file) : ivfFrames(file);
}

/** The pictures in a file of ffmpeg's `ivf`. */
export function ivfFrames(file: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 32; at + 12 <= file.length;) {
    const length = file.readUInt32LE(at);
    frames.push(file.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  return frames;
}

/** Pictures with their start codes, each behind a delimiter. */
function accessUnits(file: Buffer): Buffer[] {
  const delimiter = Buffer.from([0, 0, 0, 1, 9]);
  const units: Buffer[] = [];
  for (let at = file.indexOf(delimiter); at !== -1;) {
    const next = file.indexOf(delimiter, at + delimiter.length);
    units.push(file.subarray(at, next === -1 ? file.length : next));
    at = next;
  }
  return units;
}

const MAX_PAYLOAD = 1100;

/** A picture as payloads of RTP packets. */
export const PAYLOADS: Record<FakeCodec, (frame: Buffer) => Buffer[]> = {
  vp8: (frame) => slices(frame, (isFirst) => [isFirst ? 0x10 : 0]),
  vp9: (frame) => {
    const inter = (frame.readUInt8(0) & 0x04) === 0 ? 0 : 0x40;
    return slices(frame, (isFirst, isLast) => [
      0x80 | inter | (isFirst ? 8 : 0) | (isLast ? 4 : 0),
      // A picture's number in fifteen bits.
      ...[0x81, 0x23],
    ]);
  },
  h264: (frame) => {
    const units = unitsOf(frame);
    const parameters = units.filter((unit) => [7, 8].includes(typeOf(unit)));
    const rest = units.filter((unit) => [1, 5].includes(typeOf(unit)));
    return [...(parameters.length > 0 ? [aggregate(parameters)] : []), ...rest.flatMap(fragments)];
  },
};

function slices(bytes: Buffer, head: (isFirst: boolean, isLast: boolean) => number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) {
    const isLast = at + MAX_PAYLOAD >= bytes.length;
    pieces.push(Buffer.concat([Buffer.from(head(at === 0, isLast)), bytes.subarray(at, at + MAX_PAYLOAD)]));
  }
  return pieces;
}

const typeOf = (unit: Buffer): number => unit.readUInt8(0) & 0x1f;

function unitsOf(frame: Buffer): Buffer[] {
  return frame
    .toString('latin1')
    .split(/\0\0\0?\u0001/)
    .filter((unit) => unit !== '')
    .map((unit) => Buffer.from(unit, 'latin1'));
}

function aggregate(units: readonly Buffer[]): Buffer {
  const parts = units.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 255]), unit]);
  return Buffer.concat([Buffer.from([24]), ...parts]);
}

function fragments(unit: Buffer): Buffer[] {
  if (unit.length <= MAX_PAYLOAD) return [unit];
  const head = unit.readUInt8(0);
  return slices(unit.subarray(1), (isFirst, isLast) => [
    (head & 0xe0) | 28,
    (head & 0x1f) | (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0),
  ]);
}
