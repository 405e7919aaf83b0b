import { target } from './target.js';
import { startJournal } from './webhook-journal.js';
import type { WebhookListener } from './webhook-journal.js';

let listener: WebhookListener | undefined;

/** One listener for all files, so that the server never finds its endpoint away between two of them. */
export async function mochaGlobalSetup(): Promise<void> {
  await assertServerAnswers();
  listener = await startJournal();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await listener?.close();
}

async function assertServerAnswers(): Promise<void> {
  const probe = `${target.url}/openvidu/api/config/openvidu-publicurl`;
  const { ok, status } = await fetch(probe, { signal: AbortSignal.timeout(10_000) }).catch(
    (cause: unknown) => {
      throw new Error(`No OpenVidu server answers at ${target.url}`, { cause });
    },
  );
  if (!ok) throw new Error(`${probe} answers ${status}; is this an OpenVidu 2 server?`);
}
