import { writeFile } from 'node:fs/promises';
import { BEEP_MS, SOUND_RATE, beeps, pitchOf } from './beep.js';
import { CLOCK_COLUMNS, CLOCK_ROWS, CLOCK_TURN_MS, drawClock } from './clock-code.js';
import { ffmpeg } from './film.js';

export interface ClockDevices {
  /** 0 to 15; who is seen when the camera is asked for. */
  readonly person: number;
  /** Who is seen on a shared screen. */
  readonly screenPerson?: number;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
}

/**
 * Devices for a browser that show and sound the time of day: `page.addInitScript({ content: clockDevices({ person: 1 }) })`
 * before the page loads. Whatever camera, microphone or screen a page asks for is then a picture with the clock's code
 * (`Date.now()`, see `clock-code.ts`) and a beep at each whole second. Picture and sound leave the page in step to some
 * ten milliseconds, which files for Chromium's own fake devices do not.
 */
export function clockDevices(devices: ClockDevices): string {
  const { person, screenPerson = person + 8, width = 640, height = 360, fps = 25 } = devices;
  const facts = {
    person,
    screenPerson,
    width,
    height,
    fps,
    beepMs: BEEP_MS,
    turnMs: CLOCK_TURN_MS,
    columns: CLOCK_COLUMNS,
    rows: CLOCK_ROWS,
  };
  const pitches = Array.from({ length: 16 }, (_, index) => pitchOf(index));
  return `(${DEVICES})(${JSON.stringify({ ...facts, pitches })});`;
}

/** Runs in the page. The code that it draws is that of {@link clockBits}, said once more in the page's own words. */
const DEVICES = String.raw`(facts) => {
  const bitsOf = (value, count) => Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** (count - 1 - i)) % 2);
  const codeOf = (person, ms) => {
    const check = ((person * 2654435 + ms * 40503 + 11) % 16381) % 2 ** 14;
    return [...bitsOf(person, 4), ...bitsOf(ms, 27), ...bitsOf(check, 14)];
  };
  const pictures = (person) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: facts.width, height: facts.height });
    const paint = canvas.getContext('2d', { alpha: false });
    const [track] = canvas.captureStream(0).getVideoTracks();
    const draw = () => {
      const block = { width: facts.width / facts.columns, height: facts.height / facts.rows };
      codeOf(person, Date.now() % facts.turnMs).forEach((bit, index) => {
        paint.fillStyle = bit ? '#dcdcdc' : '#202020';
        const [column, row] = [index % facts.columns, Math.floor(index / facts.columns)];
        paint.fillRect(column * block.width, row * block.height, block.width + 1, block.height + 1);
      });
      track.requestFrame();
      if (track.readyState === 'ended') clearInterval(timer);
    };
    const timer = setInterval(draw, 1000 / facts.fps);
    draw();
    return track;
  };
  // As a microphone does: ten milliseconds at a time, once they are over. An AudioContext loses time on a busy machine.
  const sound = (person) => {
    const track = new MediaStreamTrackGenerator({ kind: 'audio' });
    const writer = track.writable.getWriter();
    let from = Math.floor(Date.now() / 10) * 10;
    const timer = setInterval(() => {
      if (track.readyState === 'ended') return void clearInterval(timer);
      for (; from + 10 <= Date.now(); from += 10) void writer.write(tenMs(person, from)).catch(() => undefined);
    }, 5);
    return track;
  };
  const tenMs = (person, ms) => {
    const data = new Float32Array(480);
    const since = ms % 1000;
    if (since < facts.beepMs)
      data.forEach((_, at) => (data[at] = 0.5 * Math.sin(2 * Math.PI * facts.pitches[person] * (since / 1000 + at / 48000))));
    const format = { format: 'f32-planar', sampleRate: 48000, numberOfFrames: 480, numberOfChannels: 1 };
    return new AudioData({ ...format, timestamp: (ms - performance.timeOrigin) * 1000, data });
  };
  const devices = MediaDevices.prototype;
  devices.getUserMedia = async ({ audio, video } = {}) =>
    new MediaStream([...(audio ? [sound(facts.person)] : []), ...(video ? [pictures(facts.person)] : [])]);
  devices.getDisplayMedia = async () => new MediaStream([pictures(facts.screenPerson)]);
}`;

/**
 * Files for Chromium's own fake devices, `--use-file-for-fake-video-capture` and `--use-file-for-fake-audio-capture`,
 * which begin each when it is opened: the right person is to be seen with them, not who is late.
 *
 * @param path Without ending: `.mjpeg` (30 pictures a second) and `.wav` are written.
 */
export async function writeClockFiles(path: string, person: number, lengthMs = 20_000): Promise<void> {
  const size = { width: 640, height: 360 };
  const chroma = Buffer.alloc((size.width * size.height) / 2, 128);
  function* pictures() {
    for (let ms = 0; ms < lengthMs; ms += 1000 / 30) {
      yield drawClock({ person, ms: Math.round(ms) }, size);
      yield chroma;
    }
  }
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '640x360', '-r', '30', '-i', 'pipe:0'];
  const jpegs = await ffmpeg(
    [...raw, '-pix_fmt', 'yuvj420p', '-q:v', '4', '-f', 'mjpeg', 'pipe:1'],
    pictures(),
  );
  await writeFile(`${path}.mjpeg`, jpegs);
  const sound = beeps(person, lengthMs);
  const pcm = ['-f', 'f32le', '-ar', String(SOUND_RATE), '-ac', '1', '-i', 'pipe:0', '-c:a', 'pcm_s16le'];
  await ffmpeg([...pcm, '-y', `${path}.wav`], [Buffer.from(sound.buffer)]);
}
