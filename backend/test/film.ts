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
  const { sec, size = '320x180', picture = 'moving', sound = 'tone', keyEvery = 4, comment = '' } = wish;
  const source = picture === 'none' ? [] : ['-f', 'lavfi', '-i', `${sourceOf(picture, size)}`];
  const tone = sound === 'silent' ? 'anullsrc=r=48000:cl=stereo' : 'sine=frequency=440:sample_rate=48000';
  const voice = sound === 'none' ? [] : ['-f', 'lavfi', '-i', tone];
  const gop = String(25 * keyEvery);
  await run('ffmpeg', [
    ...['-v', 'error', '-y', ...source, ...voice, '-t', String(sec)],
    ...(picture === 'none'
      ? []
      : [
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
        '-b:v',
        '1500k',
          '-g',
          gop,
          '-keyint_min',
          gop,
          '-sc_threshold',
          '0',
          '-pix_fmt',
          'yuv420p',
        ]),
    ...(sound === 'none' ? [] : ['-c:a', 'aac', '-b:a', '64k', '-ac', '2']),
    ...(comment === '' ? [] : ['-metadata', `comment=${comment}`]),
    ...['-movflags', '+faststart', path],
  ]);
  return { durationSec: sec, size: (await stat(path)).size };
}

/** What ffprobe says of a file or a playlist. */
export async function probeFilm(
  path: string,
): Promise<{ durationSec: number; streams: Record<string, unknown>[] }> {
  const args = [
    '-v',
    'error',
    '-allowed_extensions',
    'ALL',
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    path,
  ];
  const { stdout } = await run(
    'ffprobe',
    path.endsWith('.m3u8') ? args : args.filter((each) => !/allowed|ALL/.test(each)),
  );
  const { format, streams } = JSON.parse(stdout) as {
    format: { duration: string };
    streams: Record<string, unknown>[];
  };
  return { durationSec: Number(format.duration), streams };
}

function sourceOf(picture: keyof typeof PICTURES, size: string): string {
  const source = PICTURES[picture];
  return source.includes('=') ? `${source}:s=${size}:r=25` : `${source}=s=${size}:r=25`;
}
