import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface FakeRecording {
  readonly id: string;
  readonly sessionId: string;
  readonly createdAt: number;
  status: 'started' | 'stopped' | 'ready' | 'failed';
  /** On this machine; what is sent of it once it is ready. */
  file: string | null;
  durationSec: number;
  size: number;
  reason: string | null;
  /** How much of it is composed, as our own node tells; 0 to 1. */
  progress?: number;
}

type Reply = readonly [status: number, body?: unknown];

/** The recording side of a fake OpenVidu server: its REST shapes, its files with ranges, and its webhooks. */
export class FakeRecordings {
  readonly all = new Map<string, FakeRecording>();
  /** What the next start is refused with. */
  refusal: number | null = null;
  /** Whether there is still something that a film can be made of. */
  keepsTakes = true;
  /** Sent bytes after which a file's connection is cut when this has come, once for each entry. */
  readonly cuts: { readonly after: number; readonly when: () => Promise<unknown> }[] = [];
  /** First bytes that were asked for, in order. */
  readonly asked: number[] = [];
  readonly #deps: { nowMs: () => number; emit: (event: Record<string, unknown>) => void };

  constructor(deps: { nowMs: () => number; emit: (event: Record<string, unknown>) => void }) {
    this.#deps = deps;
  }

  reply(method: string, path: string, body: Record<string, unknown>): Reply {
    const rest = path.replace('/openvidu/api/recordings', '');
    if (method === 'POST' && rest === '/start') return this.#start(String(body['session']));
    if (rest === '') return [200, { count: this.all.size, items: [...this.all.values()].map(show) }];
    const [, deed, id = ''] = /^\/(?:(stop|remake)\/)?(.+)$/.exec(rest) ?? [];
    const recording = this.all.get(id);
    if (!recording) return [404];
    if (deed === 'stop') return this.#stop(recording);
    if (deed === 'remake') return this.#remake(recording);
    return method === 'GET' ? [200, show(recording)] : this.#remove(recording);
  }

  /** The film of a stopped recording is composed. */
  finish(id: string, film: { file: string; durationSec: number; size: number }): void {
    this.#to(this.#get(id), 'ready', film);
  }

  fail(id: string): void {
    this.#to(this.#get(id), 'failed', {});
  }

  /** It stops by itself. */
  stopFor(id: string, reason: string): void {
    this.#to(this.#get(id), 'stopped', { reason });
  }

  async send({ url = '', headers }: IncomingMessage, res: ServerResponse): Promise<void> {
    const file = this.all.get(url.split('/')[3] ?? '')?.file ?? '';
    const found = await stat(file).catch(() => null);
    if (!found) return void res.writeHead(404).end();
    const from = firstByteOf(headers.range);
    this.asked.push(from);
    if (from > 0 && from >= found.size) return void res.writeHead(416).end();
    writeHead(res, from, found.size);
    const cut = this.cuts.shift();
    if (!cut) return void createReadStream(file, { start: from }).pipe(res);
    for await (const chunk of createReadStream(file, { start: from, end: from + cut.after - 1 }))
      res.write(chunk);
    await cut.when();
    res.destroy();
  }

  #start(sessionId: string): Reply {
    if (this.refusal !== null) return [this.refusal];
    const isRunning = [...this.all.values()].some(
      (each) => each.sessionId === sessionId && each.status === 'started',
    );
    if (isRunning) return [409];
    let id = sessionId;
    for (let nth = 1; this.all.has(id); nth += 1) id = `${sessionId}~${nth}`;
    const createdAt = this.#deps.nowMs();
    const made = { id, sessionId, createdAt, file: null, durationSec: 0, size: 0, reason: null };
    const recording: FakeRecording = { ...made, status: 'started' };
    this.all.set(id, recording);
    this.#tell(recording);
    return [200, show(recording)];
  }

  #stop(recording: FakeRecording): Reply {
    if (recording.status !== 'started') return [404];
    this.#to(recording, 'stopped', { reason: 'recordingStoppedByServer' });
    return [200, show(recording)];
  }

  #remove({ id, status }: FakeRecording): Reply {
    if (status === 'started') return [409];
    this.all.delete(id);
    return [204];
  }

  #remake(recording: FakeRecording): Reply {
    if (!this.keepsTakes) return [410];
    if (recording.status !== 'failed' && recording.status !== 'ready') return [409];
    recording.status = 'stopped';
    return [200, show(recording)];
  }

  #to(recording: FakeRecording, status: FakeRecording['status'], more: Partial<FakeRecording>): void {
    Object.assign(recording, more, { status });
    this.#tell(recording);
  }

  #tell(recording: FakeRecording): void {
    const { id, sessionId, createdAt, status, durationSec, size, reason } = recording;
    this.#deps.emit({
      event: 'recordingStatusChanged',
      sessionId,
      timestamp: this.#deps.nowMs(),
      startTime: createdAt,
      id,
      name: id,
      outputMode: 'COMPOSED',
      resolution: '1280x720',
      frameRate: 25,
      recordingLayout: 'BEST_FIT',
      hasAudio: true,
      hasVideo: true,
      size,
      duration: durationSec,
      status,
      ...(reason === null ? {} : { reason }),
    });
  }

  #get(id: string): FakeRecording {
    const recording = this.all.get(id);
    if (!recording) throw new Error(`there is no recording ${id}`);
    return recording;
  }
}

function show({ id, sessionId, createdAt, status, durationSec, size, file, progress }: FakeRecording) {
  return {
    id,
    object: 'recording',
    name: id,
    outputMode: 'COMPOSED',
    resolution: '1280x720',
    frameRate: 25,
    recordingLayout: 'BEST_FIT',
    sessionId,
    createdAt,
    size,
    duration: durationSec,
    // As the real one does, it names the public address.
    url: file === null ? null : `https://media.example/openvidu/recordings/${id}/${id}.mp4`,
    hasAudio: true,
    hasVideo: true,
    status,
    ...(status === 'stopped' && progress !== undefined ? { progress } : {}),
  };
}

function firstByteOf(range: string | undefined): number {
  return Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
}

function writeHead(res: ServerResponse, from: number, size: number): void {
  const length = { 'Content-Length': size - from };
  if (from === 0) res.writeHead(200, length);
  else res.writeHead(206, { ...length, 'Content-Range': `bytes ${from}-${size - 1}/${size}` });
}
