import type { Recording, RecordingProperties, Session } from 'openvidu-node-client';
import { until } from '@seodang/testing/until';
import { nodeClient, rest } from './rest.js';
import { target } from './target.js';

/** Skips what needs recording on a server that does not record. */
export async function needRecording(context: Mocha.Context): Promise<void> {
  const { json } = await rest('GET', '/config');
  if (json['OPENVIDU_RECORDING'] !== true) context.skip();
}

const started = new Set<string>();
/** One for all, as it complains of recordings whose sessions it has not seen. */
const client = nodeClient();

export async function record(
  { sessionId }: Session,
  properties: RecordingProperties = {},
): Promise<Recording> {
  await client.fetch();
  const recording = await client.startRecording(sessionId, properties);
  started.add(recording.id);
  return recording;
}

export async function stopRecording(id: string): Promise<Recording> {
  return client.stopRecording(id);
}

/** Stops and deletes all that this process recorded; what is gone already is no error. */
export async function deleteRecordings(): Promise<void> {
  for (const id of started) {
    await rest('POST', `/recordings/stop/${id}`);
    await rest('DELETE', `/recordings/${id}`);
  }
  started.clear();
}

/** Waits for the end of its making: some servers answer a stop with it, others make films afterwards. */
export async function untilOver(id: string): Promise<Recording> {
  let seen: Recording | undefined;
  return until(
    async () => {
      seen = await client.getRecording(id);
      return ['ready', 'failed'].includes(seen.status) ? seen : null;
    },
    { what: `the recording ${id} to be ready`, withinMs: 120_000, everyMs: 250, seen: () => seen },
  );
}

/** Fetches a file of a recording from where the server says it is, or from a name beside it. */
export async function fetchFile(
  { id, url }: Recording,
  { secret = target.secret, name, range }: { secret?: string | null; name?: string; range?: string } = {},
): Promise<{ status: number; bytes: Buffer }> {
  // A server behind a proxy tells the proxy's address.
  const file = name ?? new URL(url).pathname.split('/').at(-1) ?? '';
  const answer = await fetch(`${target.url}/openvidu/recordings/${id}/${file}`, {
    headers: {
      ...(secret === null ? {} : { Authorization: `Basic ${btoa(`OPENVIDUAPP:${secret}`)}` }),
      ...(range === undefined ? {} : { Range: range }),
    },
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
}
