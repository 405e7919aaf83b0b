import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingView } from '@seodang/contracts/recordings';
import { ReplayView } from '@seodang/contracts/replay';
import type { z } from 'zod';
import { RecordingTable, WorkTable } from '../src/recordings/index.js';
import { useApi, type Client, type TestApi } from './api.js';
import { makeRecordedClass } from './factories.js';
import { FakeOpenVidu } from './fake-openvidu.js';

export interface ReplayWorld {
  readonly api: TestApi;
  /** A lesson whose recording is ready: rows as the pipeline leaves them, and no files. */
  ready(): ReturnType<typeof makeReady>;
}

/** Gives the describe block around it the API with recordings. */
export function useReplays(): ReplayWorld {
  const fake = new FakeOpenVidu();
  let folder = '';
  before(async () => {
    await fake.start();
    folder = await mkdtemp(join(tmpdir(), 'seodang-replays-'));
  });
  after(async () => {
    await fake.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const api = useApi(() => ({
    OPENVIDU_URL: fake.url,
    OPENVIDU_SECRET: fake.secret,
    RECORDINGS_PATH: join(folder, 'store'),
    RECORDINGS_WORK: join(folder, 'work'),
  }));
  return { api, ready: () => makeReady(api) };
}

/** Sends what must be done, e.g. `PATCH /api/recordings/x`, and reads the answer. */
export async function ask<S extends z.ZodType>(
  client: Client,
  schema: S,
  call: string,
  body?: unknown,
): Promise<z.output<S>> {
  const [method = '', path = ''] = call.split(' ');
  const answer = await client.call(method, path, body === undefined ? {} : { body });
  if (answer.status >= 300) throw new Error(`${call}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return schema.parse(answer.body);
}

export function replayOf(client: Client, id: string, query = ''): Promise<ReplayView> {
  return ask(client, ReplayView, `GET /api/recordings/${id}/replay${query}`);
}

/** What a link leads to, which must be there. */
export async function follow(client: Client, link: string): Promise<{ text: string; headers: Headers }> {
  const { status, body, headers } = await client.call('GET', link);
  if (status !== 200) throw new Error(`${link}: ${status}`);
  return { text: String(body), headers };
}

export function linksIn(playlist: string): string[] {
  return playlist.match(/\/media\/[^"\s]+/g) ?? [];
}

async function makeReady(api: TestApi) {
  const { instructor, student, course, lesson } = await makeRecordedClass();
  const teacher = await api.as(instructor);
  const { id } = await ask(teacher, RecordingView, `POST /api/lessons/${lesson.id}/recording`, {});
  await ask(teacher, RecordingView, `POST /api/lessons/${lesson.id}/recording/stop`);
  const recordings = new RecordingTable(api.platform.db);
  const sprites = { everyMs: 4_000, columns: 2, rows: 1, width: 160, height: 90, sheets: 3 };
  const pictures = { sprites, posterMs: 4_400 };
  const done = {
    state: 'ready',
    publishedVersion: 1,
    filmVersion: 1,
    durationMs: 22_000,
    sizeBytes: 1_000_000,
  } as const;
  await recordings.change(id, { ...done, facts: JSON.stringify(pictures) }, { now: new Date() });
  const work = new WorkTable(api.platform.db);
  const segments = [4_000, 4_000, 4_000, 4_000, 4_000, 2_000];
  const rates = { bandwidth: 900_000, averageBandwidth: 500_000, segments, sizeBytes: 5 };
  const picture = { width: 1280, height: 720, frameRate: 25, codecs: 'avc1.64001f' };
  const sound = { width: null, height: null, frameRate: null, codecs: 'mp4a.40.2' };
  await work.addRendition(id, 1, { name: '720p', ...picture, ...rates });
  await work.addRendition(id, 1, { name: 'audio', ...sound, ...rates });
  return { id, instructor, student, course, lesson, teacher, pupil: await api.as(student) };
}
