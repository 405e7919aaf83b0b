import { writeFile } from 'node:fs/promises';
import { BEEP_MS, SOUND_RATE, beeps, pitchOf } from './beep.js';
import { CLOCK_COLUMNS, drawClock } from './clock-code.js';
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
 *
 * Needs `--autoplay-policy=no-user-gesture-required`.
 */
export function clockDevices(devices: ClockDevices): string {
  const { person, screenPerson = person + 8, width = 640, height = 360, fps = 25 } = devices;
  const facts = { person, screenPerson, width, height, fps, beepS: BEEP_MS / 1000, columns: CLOCK_COLUMNS };
  const pitches = Array.from({ length: 16 }, (_, index) => pitchOf(index));
  return `(${DEVICES})(${JSON.stringify({ ...facts, pitches })});`;
}

/** Runs in the page. The code that it draws is that of {@link clockBits}, said once more in the page's own words. */
const DEVICES = String.raw`(facts) => {
  const bitsOf = (value, count) => Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** (count - 1 - i)) % 2);
  const codeOf = (person, ms) => {
    const check = ((person * 2654435 + ms * 40503 + 11) % 8191) % 32;
    return [...bitsOf(person, 4), ...bitsOf(ms, 27), ...bitsOf(check, 5)];
  };
  const pictures = (person) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: facts.width, height: facts.height });
    const paint = canvas.getContext('2d', { alpha: false });
    const [track] = canvas.captureStream(0).getVideoTracks();
    const draw = () => {
      const block = { width: facts.width / facts.columns, height: facts.height / 4 };
      codeOf(person, Date.now() % 2 ** 27).forEach((bit, index) => {
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
  const sound = (person) => {
    const context = new AudioContext({ sampleRate: 48000 });
    const out = context.createMediaStreamDestination();
    const [track] = out.stream.getAudioTracks();
    let planned = 0;
    const plan = () => {
      const now = Date.now();
      const second = Math.floor(now / 1000) + 1;
      if (track.readyState === 'ended') return void (clearInterval(timer), context.close());
      if (second === planned || second * 1000 - now > 600) return;
      planned = second;
      const tone = new OscillatorNode(context, { frequency: facts.pitches[person] });
      tone.connect(new GainNode(context, { gain: 0.5 })).connect(out);
      const at = context.currentTime + (second * 1000 - now) / 1000;
      tone.start(at);
      tone.stop(at + facts.beepS);
    };
    const timer = setInterval(plan, 100);
    return track;
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
