import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { until } from '@seodang/testing/until';
import type { FakeBrowser } from './fake-browser.js';
import { NodeUnderTest, SECRET } from './node-under-test.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** A node that records, who hears its webhooks, and the words that tests of recordings use. */
export class RecordingHarness {
  receiver!: WebhookReceiver;
  node!: NodeUnderTest;

  /** @param folder What an earlier life of the node left. */
  async begin(more: Record<string, string> = {}, folder?: string): Promise<void> {
    const webhook = { OPENVIDU_WEBHOOK: 'true', OPENVIDU_WEBHOOK_ENDPOINT: this.receiver.url };
    const env = { OPENVIDU_RECORDING: 'true', ...webhook, ...more };
    this.node = await NodeUnderTest.start(env, folder === undefined ? {} : { folder });
  }

  start(session: string, wish: Record<string, unknown> = {}) {
    return this.node.rest('POST', '/recordings/start', { session, ...wish });
  }

  async started(session: string, wish: Record<string, unknown> = {}): Promise<RecordingWire> {
    return (await this.start(session, wish)).body as RecordingWire;
  }

  stop(id: string) {
    return this.node.rest('POST', `/recordings/stop/${id}`);
  }

  remake(id: string) {
    return this.node.rest('POST', `/recordings/remake/${id}`);
  }

  async get(id: string): Promise<RecordingWire> {
    return (await this.node.rest('GET', `/recordings/${id}`)).body as RecordingWire;
  }

  becomes(id: string, status: string): Promise<boolean> {
    return until(async () => (await this.get(id)).status === status, { what: `${id} is ${status}` });
  }

  /** The webhooks about recordings. */
  told(): Record<string, unknown>[] {
    return this.receiver.accepted.filter(({ event }) => event === 'recordingStatusChanged');
  }

  /** `started`, `stopped automaticStop` and so on. */
  statuses(): string[] {
    return this.told().map(({ status, reason }) => [status, reason].filter(Boolean).join(' '));
  }

  file(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.node.origin}/openvidu/recordings/${path}`, {
      headers: { Authorization: `Basic ${btoa(`OPENVIDUAPP:${SECRET}`)}`, ...headers },
    });
  }

  /** Publishes, and lets media flow. */
  async publish(browser: FakeBrowser, sessionId: string): Promise<string> {
    const streamId = String((await browser.publish()).id);
    this.node.media.connect({ sessionId, connectionId: browser.id, streamId });
    return streamId;
  }

  /** A session with a moderator who publishes. */
  async lesson(name = 'math', options: Record<string, unknown> = {}) {
    await this.node.rest('POST', '/sessions', { customSessionId: name, ...options });
    const teacher = await this.node.join(name, { data: 'teacher', role: 'MODERATOR' });
    const streamId = await this.publish(teacher, name);
    return { name, teacher, streamId };
  }
}

/** A harness for the tests of one `describe`: a new node for each of them. */
export function useRecordings(): RecordingHarness {
  const harness = new RecordingHarness();
  beforeEach(async () => {
    harness.receiver = await WebhookReceiver.start();
    await harness.begin();
  });
  afterEach(async () => {
    await harness.node.stop();
    await harness.receiver.stop();
  });
  return harness;
}
