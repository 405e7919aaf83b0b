import { FakeTake } from '@seodang/media-node/composer/test/fake-take';
import { ivfFrames } from '@seodang/media-node/composer/test/fake-pictures';
import type { Take } from '@seodang/media-node/recorder/take';
import { ffmpeg } from '@seodang/testing/clock/film';

export interface LongTake {
  readonly take: Take;
  readonly folder: string;
  remove(): Promise<void>;
}

/** Who is in a lesson: its instructor alone, or with a screen for its middle third and a student with a camera. */
export type Cast = 'one camera' | 'two cameras and a screen';

const CLIP_S = 20;
const SECOND_MS = 1000;

/** The raw material of a lesson of so many minutes, as Janus leaves it. */
export async function makeTake(minutes: number, cast: Cast): Promise<LongTake> {
  const lengthMs = minutes * 60 * SECOND_MS;
  const whole = { fromMs: 0, lengthMs };
  const made = await FakeTake.create();
  const camera = await clip({ size: [1280, 720], fps: 25, kbps: 1500 });
  await made.stream([{ ...whole, clip: camera, sizes: [[1280, 720]] }]);
  if (cast !== 'one camera') {
    const screen = { ...{ fromMs: lengthMs / 3, lengthMs: lengthMs / 3 }, media: 'video', fps: 5 } as const;
    const shared = await clip({ size: [1280, 720], fps: 5, kbps: 800 });
    await made.stream([{ ...screen, clip: shared, sizes: [[1280, 720]] }], { typeOfVideo: 'SCREEN' });
    const student = await clip({ size: [640, 360], fps: 25, kbps: 500 });
    await made.stream([{ ...whole, clip: student, sizes: [[640, 360]] }]);
  }
  const take = made.take(lengthMs, {}, { resolution: '1280x720' });
  return { take, folder: made.folder, remove: () => made.remove() };
}

interface Shot {
  readonly size: readonly [number, number];
  readonly fps: number;
  readonly kbps: number;
}

/** Everything in it moves, and there is the noise of a camera: harder to code than somebody who sits and speaks. */
async function clip({ size: [width, height], fps, kbps }: Shot): Promise<Buffer[]> {
  const picture = `testsrc2=s=${width}x${height}:r=${fps},noise=alls=6:allf=t,gblur=sigma=1`;
  const coder = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-auto-alt-ref', '0'];
  const rate = ['-b:v', `${kbps}k`, '-g', String(10 * fps)];
  return ivfFrames(
    await ffmpeg([
      ...['-f', 'lavfi', '-i', picture, '-t', String(CLIP_S), '-pix_fmt', 'yuv420p'],
      ...[...coder, ...rate, '-f', 'ivf', 'pipe:1'],
    ]),
  );
}
