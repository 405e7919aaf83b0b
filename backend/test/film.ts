import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FilmWish {
  readonly sec: number;
  readonly size?: string;
  readonly picture?: 'moving' | 'black' | 'still' | 'none';
  readonly sound?: 'tone' | 'silent' | 'none';
  /** Seconds between keyframes. */
  readonly keyEvery?: number;
  readonly comment?: string;
}

const PICTURES = { moving: 'testsrc2', black: 'color=black', still: 'smptebars' };

/** Makes a film as the media node would, by the real ffmpeg. */
export async function makeFilm(path: string, wish: FilmWish): Promise<{ durationSec: number; size: number }> {
  const { sec, comment = '' } = wish;
  const [picture, sound] = [pictureArgs(wish), soundArgs(wish)];
  await run('ffmpeg', [
    ...['-v', 'error', '-y', ...picture.input, ...sound.input, '-t', String(sec)],
    ...[
      ...picture.output,
      ...sound.output,
      '-metadata',
      `comment=${comment}`,
      '-movflags',
      '+faststart',
      path,
    ],
  ]);
  return { durationSec: sec, size: (await stat(path)).size };
}

interface TrackArgs {
  readonly input: readonly string[];
  readonly output: readonly string[];
}

function pictureArgs({ picture = 'moving', size = '320x180', keyEvery = 4 }: FilmWish): TrackArgs {
  if (picture === 'none') return { input: [], output: [] };
  const gop = String(25 * keyEvery);
  return {
    input: ['-f', 'lavfi', '-i', sourceOf(picture, size)],
    output: [
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '1500k', '-pix_fmt', 'yuv420p'],
      ...['-bf', '0', '-g', gop, '-keyint_min', gop, '-sc_threshold', '0'],
    ],
  };
}

function soundArgs({ sound = 'tone' }: FilmWish): TrackArgs {
  if (sound === 'none') return { input: [], output: [] };
  const source = sound === 'silent' ? 'anullsrc=r=48000:cl=stereo' : 'sine=frequency=440:sample_rate=48000';
  return { input: ['-f', 'lavfi', '-i', source], output: ['-c:a', 'aac', '-b:a', '64k', '-ac', '2'] };
}

/** How long a file says to be, by ffprobe. */
export async function probeFilm(path: string): Promise<{ durationSec: number }> {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path];
  return { durationSec: Number((await run('ffprobe', args)).stdout) };
}

function sourceOf(picture: keyof typeof PICTURES, size: string): string {
  const source = PICTURES[picture];
  return source.includes('=') ? `${source}:s=${size}:r=25` : `${source}=s=${size}:r=25`;
}
