import pino from 'pino';
import { JanusTransport, type JanusLink } from '@seodang/media-node/janus/transport';
import { createRoom, publishFeed, startFeed, subscribeFeed } from '@seodang/media-node/janus/videoroom';
import type { JanusProcess } from '@seodang/media-node/janus/test/janus-process';
import { z } from 'zod';
import { ProtocolClient } from './protocol-client.js';
import { MediaNode, startJanus } from './servers.js';

/** Something that forwards one publisher's media to subscribers. */
export interface Forwarder {
  /** The processes that do it, Janus first. */
  readonly pids: readonly number[];
  publish(sdpOffer: string): Promise<string>;
  /** Call it once the publisher is connected. */
  subscribe(): Promise<{ readonly sdpOffer: string; answer(sdpAnswer: string): Promise<void> }>;
  /** What holds memory only until its collector runs lets go of it. */
  collectGarbage(): void;
  stop(): Promise<void>;
}

const ROOM = {
  sessionId: 'bench',
  videoCodecs: ['vp8', 'h264', 'vp9'],
  maxVideoBitrateBps: 2_000_000,
} as const;

/** Janus as it is: the same room and the same requests, without the media node. */
export class BareJanus implements Forwarder {
  readonly #janus: JanusProcess;
  readonly #transport: JanusTransport;
  readonly #link: JanusLink;
  #flowing: Promise<void> = Promise.resolve();

  private constructor(janus: JanusProcess, transport: JanusTransport, link: JanusLink) {
    this.#janus = janus;
    this.#transport = transport;
    this.#link = link;
  }

  static async start(): Promise<BareJanus> {
    const janus = await startJanus('alone');
    const log = pino({ level: 'silent' });
    const transport = new JanusTransport(
      { ...janus.address, log },
      { onUp: () => Promise.resolve(), onDown: () => undefined },
    );
    transport.start();
    const link = await transport.whenUp({ untilMs: performance.now() + 5000 });
    if (!link) throw new Error('Janus does not answer.');
    await createRoom(await link.attach(), ROOM, 'bench');
    return new BareJanus(janus, transport, link);
  }

  get pids(): number[] {
    return [this.#janus.pid];
  }

  /** Janus frees at once. */
  collectGarbage(): void {}

  async publish(sdpOffer: string): Promise<string> {
    const handle = await this.#link.attach();
    this.#flowing = new Promise((resolve) => {
      handle.onEvent(({ name }) => {
        if (name === 'flowing') resolve();
      });
    });
    return publishFeed(handle, ROOM.sessionId, 'feed', sdpOffer);
  }

  async subscribe() {
    // Janus knows a feed once it is connected itself, which may be after its publisher is.
    await this.#flowing;
    const handle = await this.#link.attach();
    const sdpOffer = await subscribeFeed(handle, ROOM.sessionId, 'feed');
    return { sdpOffer, answer: (sdpAnswer: string) => startFeed(handle, sdpAnswer) };
  }

  async stop(): Promise<void> {
    await this.#transport.stop();
    await this.#janus.stop();
  }
}

/** The media node with its Janus, asked as browsers ask it: each peer has a joined connection that pings. */
export class ThroughNode implements Forwarder {
  readonly #node: MediaNode;
  readonly #newToken: () => Promise<string>;
  readonly #clients: ProtocolClient[] = [];
  #streamId = '';

  private constructor(node: MediaNode, newToken: () => Promise<string>) {
    this.#node = node;
    this.#newToken = newToken;
  }

  static async start(): Promise<ThroughNode> {
    const node = await MediaNode.start();
    const session = await node.openvidu.createSession({ customSessionId: ROOM.sessionId });
    return new ThroughNode(node, async () => (await session.createConnection()).token);
  }

  get pids(): number[] {
    return [this.#node.janus.pid, this.#node.pid];
  }

  collectGarbage(): void {
    process.kill(this.#node.pid, 'SIGUSR2');
  }

  async publish(sdpOffer: string): Promise<string> {
    const client = await this.#join();
    const published = await client.request('publishVideo', {
      sdpOffer,
      hasAudio: true,
      hasVideo: true,
      audioActive: true,
      videoActive: true,
      typeOfVideo: 'CAMERA',
      frameRate: 30,
      videoDimensions: '{"width":640,"height":480}',
      doLoopback: false,
    });
    const { id, sdpAnswer } = z.looseObject({ id: z.string(), sdpAnswer: z.string() }).parse(published);
    this.#streamId = id;
    return sdpAnswer;
  }

  async subscribe() {
    const client = await this.#join();
    const sender = this.#streamId;
    const prepared = await client.request('prepareReceiveVideoFrom', { sender, reconnect: false });
    const { sdpOffer } = z.looseObject({ sdpOffer: z.string() }).parse(prepared);
    const answer = async (sdpAnswer: string) => {
      await client.request('receiveVideoFrom', { sender, sdpAnswer });
    };
    return { sdpOffer, answer };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.leave()));
    await this.#node.stop();
  }

  async #join(): Promise<ProtocolClient> {
    const client = await ProtocolClient.open(this.#node.wsUrl);
    this.#clients.push(client);
    await client.join(ROOM.sessionId, await this.#newToken());
    return client;
  }
}
