import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { place as placed, type Rectangle } from '@seodang/media-node/composer/layout/layout.rules';
import { readClock, type GrayPicture } from '@seodang/testing/clock/clock-code';
import { ffmpeg, filmFrames, type FilmReading } from '@seodang/testing/clock/film';
import { z } from 'zod';
import { bytesAt, textAt } from './api.js';
import { there } from './there.js';

const run = promisify(execFile);

const Probe = z.object({
  format: z.object({ duration: z.coerce.number(), size: z.coerce.number() }),
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string(),
      profile: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string().optional(),
      sample_rate: z.string().optional(),
      channels: z.number().optional(),
      start_time: z.coerce.number(),
    }),
  ),
});
export type Facts = z.infer<typeof Probe>;

export async function factsOf(film: string): Promise<Facts> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-show_format', '-show_streams', '-of', 'json'],
    film,
  ]);
  return Probe.parse(JSON.parse(stdout));
}

/** Keeps what a player would play of a master playlist in its best quality, with its times and nothing made anew. */
export async function keepStream(master: string, film: string): Promise<void> {
  const lines = (await textAt(master)).split('\n');
  const best = lines[lines.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF')) + 1];
  const [, sound] = /TYPE=AUDIO.*URI="([^"]+)"/.exec(lines.join('\n')) ?? [];
  const [picture, voices] = [`${film}.picture`, `${film}.sound`];
  await keepTrack(there(best, 'a rendition'), picture);
  await keepTrack(there(sound, 'its sound'), voices);
  const both = ['-i', picture, '-i', voices, '-map', '0:v', '-map', '1:a', '-c', 'copy', '-copyts'];
  await ffmpeg([...both, '-f', 'mp4', '-y', film]);
}

/** All of one playlist, one behind the other. */
async function keepTrack(playlist: string, file: string): Promise<void> {
  const text = await textAt(playlist);
  const [, map] = /#EXT-X-MAP:URI="([^"]+)"/.exec(text) ?? [];
  const segments = text.split('\n').filter((line) => line.startsWith('/'));
  const parts: Buffer[] = [];
  for (const link of [there(map, 'how it begins'), ...segments]) parts.push(await bytesAt(link));
  await writeFile(file, Buffer.concat(parts));
}

/** A clock that was read in a film, with the place where it was seen. */
export interface Sight extends FilmReading {
  readonly area: Rectangle;
}

const FRAME = { width: 1280, height: 720 };
const SHAPE = 16 / 9;

/** Every place where somebody can be who is in a lesson of up to so many cameras, with or without a shared screen. */
function placesFor(most: number): Rectangle[] {
  const cameras = (count: number) =>
    Array.from({ length: count }, (_, nth) => ({ id: String(nth), aspect: SHAPE, isScreen: false }));
  const screen = { id: 'screen', aspect: SHAPE, isScreen: true };
  const all = Array.from({ length: most }, (_, nth) => nth + 1).flatMap((count) => [
    ...placed('BEST_FIT', FRAME, cameras(count)),
    ...placed('BEST_FIT', FRAME, [screen, ...cameras(count)]),
  ]);
  const known = new Map(
    all.map(({ x, y, width, height }) => [`${x} ${y} ${width}`, { x, y, width, height }]),
  );
  return [...known.values()];
}

/** Most people with a camera in a film that is looked at. */
const AREAS = placesFor(4);

/** Who is seen where in one picture of a composed film. */
export function sightsAt(picture: GrayPicture, atMs: number): Sight[] {
  const scale = picture.width / FRAME.width;
  return AREAS.flatMap((area) => {
    const { x, y, width, height } = area;
    const place = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
    const reading = readClock(picture, place);
    return reading ? [{ ...reading, area, atMs }] : [];
  });
}

/** Who is seen where and when in it. */
export async function sightsIn(film: string): Promise<Sight[]> {
  const sights: Sight[] = [];
  for await (const frame of filmFrames(film)) sights.push(...sightsAt(frame, frame.atMs));
  return sights;
}
