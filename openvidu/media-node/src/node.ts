import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { systemClock } from './clock.js';
import { type Config, publicHost } from './config.js';
import type { IceDefaults } from './ice/turn-credentials.js';
import { openViduIds } from './ids.js';
import { faultLog } from './log.js';
import { Metrics } from './metrics.js';
import { assembleRecording, type DiskWatch, type RecordingParts } from './recorder/assemble.js';
import type { ComposeTake } from './recorder/take.js';
import { restApp } from './rest/app.js';
import { CommitGate } from './rpc/commit-gate.js';
import { Clients } from './rpc/clients.js';
import { Dispatcher } from './rpc/dispatcher.js';
import { methodTable } from './rpc/methods/index.js';
import { OPENVIDU_TIMINGS, RpcServer, type RpcTimings } from './rpc/rpc-server.js';
import type { MediaEvent, MediaPort, RoomSpec, VideoCodec } from './session/media-port.js';
import { Membership } from './session/membership.js';
import type { SessionPorts } from './session/ports.js';
import { Publishing } from './session/publishing.js';
import { NO_RECORDING } from './session/recording-port.js';
import { Registry } from './session/registry.js';
import type { Session } from './session/session.js';
import { Signalling } from './session/signalling.js';
import { Subscribing } from './session/subscribing.js';
import { CdrFile } from './webhook/cdr-file.js';
import { WebhookDispatcher } from './webhook/dispatcher.js';
import { EventLog } from './webhook/event-log.js';
import { Outbox } from './webhook/outbox.js';

export interface NodeOptions {
  readonly config: Config;
  readonly media: MediaPort;
  /** Whether the media engine is there. */
  readonly isReady: () => boolean;
  readonly compose: ComposeTake;
  /** How the room for recordings is asked for; the real disk when not given. */
  readonly disk?: DiskWatch;
  /** Pauses before the making of a recording's file is tried again; the usual ones when not given. */
  readonly retryMs?: readonly number[];
  readonly log: Logger;
  readonly timings?: RpcTimings;
}

/** How long clients have for closing their sockets, and the webhooks for being delivered, when the node stops. */
const DRAIN_MS = { sockets: 2000, webhooks: 5000 };

/** A running OpenVidu server on any media engine. */
export class MediaNode {
  readonly #parts: Parts;
  readonly #http: Server;
  readonly #garbageTimer: NodeJS.Timeout | null;

  private constructor(parts: Parts, http: Server, garbageTimer: NodeJS.Timeout | null) {
    this.#parts = parts;
    this.#http = http;
    this.#garbageTimer = garbageTimer;
  }

  /** Resolves when the node listens. @throws when its data folder or its port cannot be used */
  static async start(options: NodeOptions): Promise<MediaNode> {
    const { config, log } = options;
    const parts = await assemble(options);
    await parts.recording?.recorder.open();
    const http = createServer(restApp(parts.rest, { metrics: parts.metrics, isReady: options.isReady }));
    parts.rpc.attachTo(http);
    await listen(http, { port: config.SERVER_PORT, host: config.SERVER_HOST });
    parts.dispatcher?.start();
    log.info({ host: config.SERVER_HOST, port: config.SERVER_PORT }, 'listening');
    return new MediaNode(parts, http, startGarbageCollection(config, parts.membership, log));
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Puts everybody out, says so to clients and webhooks, and ends. */
  async stop(): Promise<void> {
    const { rpc, membership, recording, gate, dispatcher, outbox, cdr } = this.#parts;
    if (this.#garbageTimer) clearInterval(this.#garbageTimer);
    rpc.stopIntake();
    this.#http.close();
    await membership.closeAll('openviduServerStopped');
    await Promise.all([recording?.recorder.close(), recording?.processing.stop()]);
    await gate.settled();
    await Promise.all([rpc.close(DRAIN_MS.sockets), dispatcher?.stop(DRAIN_MS.webhooks)]);
    this.#http.closeAllConnections();
    await outbox.close();
    await cdr?.close();
  }
}

interface Parts {
  readonly rest: Parameters<typeof restApp>[0];
  readonly rpc: RpcServer;
  readonly membership: Membership;
  readonly recording: RecordingParts | null;
  readonly gate: CommitGate;
  readonly metrics: Metrics;
  readonly outbox: Outbox;
  readonly dispatcher: WebhookDispatcher | null;
  readonly cdr: CdrFile | null;
}

async function assemble(options: NodeOptions): Promise<Parts> {
  const { config, media, log, timings = OPENVIDU_TIMINGS } = options;
  const metrics = new Metrics();
  const { outbox, cdr, dispatcher } = await openBooks(config, { metrics, log });
  const gate = new CommitGate(outbox.journal);
  const clients = new Clients(gate);
  const events = new EventLog({ outbox, cdr, log });
  const world = { audience: clients, events, clock: systemClock, faults: faultLog(log) };
  const recording = assembleRecording({
    ...{ ...world, config, media, log },
    ...{ compose: options.compose, disk: options.disk, retryMs: options.retryMs },
    countLessons: () => registry.list().filter(({ isActive }) => isActive).length,
    findSession: (sessionId) => registry.find(sessionId),
    closeSession: (session, reason) => membership.close(session, reason),
    settled: () => gate.settled(),
  });
  const ports: SessionPorts = { ...world, ids: openViduIds, recording: recording?.recorder ?? NO_RECORDING };
  const registry = new Registry(ports);
  const domain = { registry, media, ports };
  const membership = new Membership({ ...domain, toRoom: (session) => toRoom(session, config) });
  const publishing = new Publishing(domain);
  const subscribing = new Subscribing(domain);
  const signalling = new Signalling(registry);
  media.onEvent((event) => {
    recording?.recorder.onMedia(event);
    onMediaEvent(event, subscribing, log);
  });
  const methods = methodTable({
    ...{ membership, publishing, subscribing, signalling, clients },
    ...{ ice: iceDefaults(config), isSimulcastOn: config.OPENVIDU_WEBRTC_SIMULCAST },
    recording: ports.recording,
  });
  const rpc = new RpcServer({
    dispatcher: new Dispatcher({ methods, gate, metrics, log }),
    ...{ membership, metrics, log, timings },
  });
  addGauges(metrics, { registry, rpc, clients, outbox });
  if (recording) addRecordingGauges(metrics, recording);
  const rest = {
    ...{ config, registry, membership, publishing, signalling, media, recording, log },
    tokenUrl: tokenUrl(config),
    settled: () => gate.settled(),
  };
  return { rest, rpc, membership, recording, gate, metrics, outbox, dispatcher, cdr };
}

async function openBooks(config: Config, { metrics, log }: { metrics: Metrics; log: Logger }) {
  const wanted = new Set<string>(config.OPENVIDU_WEBHOOK ? config.OPENVIDU_WEBHOOK_EVENTS : []);
  const { outbox, endings } = await Outbox.open({
    folder: config.MEDIA_NODE_DATA,
    isForDelivery: (event) => wanted.has(event),
    clock: systemClock,
    log,
    onSynced: (sec) => {
      metrics.journalSeconds.observe(sec);
    },
  });
  const cdr = config.OPENVIDU_CDR ? new CdrFile(config.OPENVIDU_CDR_PATH, log) : null;
  for (const payload of endings) cdr?.write(payload);
  const url = config.OPENVIDU_WEBHOOK ? config.OPENVIDU_WEBHOOK_ENDPOINT : undefined;
  const target = url === undefined ? null : { url, headers: config.OPENVIDU_WEBHOOK_HEADERS };
  const dispatcher = target && new WebhookDispatcher({ outbox, target, clock: systemClock, metrics, log });
  return { outbox, cdr, dispatcher };
}

function onMediaEvent(event: MediaEvent, subscribing: Subscribing, log: Logger): void {
  if (event.name === 'stream.replaced')
    void subscribing.moveSubscribers(event.stream, event.staleSubscribers);
  else if (event.name === 'engine.down' || event.name === 'engine.up')
    log.warn({ event: event.name }, 'engine');
}

const CODECS: Record<Config['OPENVIDU_STREAMS_FORCED_VIDEO_CODEC'], readonly VideoCodec[]> = {
  MEDIA_SERVER_PREFERRED: ['vp8', 'h264', 'vp9'],
  NONE: ['vp8', 'h264', 'vp9'],
  VP8: ['vp8'],
  VP9: ['vp9'],
  H264: ['h264'],
};
/** The layers of a simulcast picture share one bound: 1 + 1/4 + 1/16 of the largest, and some air. */
const SIMULCAST_SHARE = 1.4;

function toRoom(session: Session, config: Config): RoomSpec {
  const share = config.OPENVIDU_WEBRTC_SIMULCAST ? SIMULCAST_SHARE : 1;
  return {
    sessionId: session.id,
    videoCodecs: CODECS[session.options.forcedVideoCodec],
    maxVideoBitrateBps: Math.round(config.OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH * 1000 * share),
  };
}

function iceDefaults(config: Config): IceDefaults {
  return {
    coturnIp: config.COTURN_IP ?? config.DOMAIN_OR_PUBLIC_IP,
    coturnPort: config.COTURN_PORT,
    sharedSecret: config.COTURN_SHARED_SECRET_KEY ?? null,
    servers: config.OPENVIDU_WEBRTC_ICE_SERVERS,
  };
}

function tokenUrl(config: Config) {
  const origin = `${config.FORCE_PLAIN_HTTP ? 'ws' : 'wss'}://${publicHost(config)}`;
  return ({ sessionId, token }: { readonly sessionId: string; readonly token: string }) =>
    `${origin}?sessionId=${sessionId}&token=${token}`;
}

interface Measured {
  readonly registry: Registry;
  readonly rpc: RpcServer;
  readonly clients: Clients;
  readonly outbox: Outbox;
}

function addGauges(metrics: Metrics, { registry, rpc, clients, outbox }: Measured): void {
  metrics.gauge('sessions', 'Sessions', () => registry.list().length);
  metrics.gauge('connections', 'Clients in a session', () => clients.count);
  metrics.gauge('sockets', 'Open sockets', () => rpc.socketCount);
  metrics.gauge('webhooks_waiting', 'Events that wait for delivery', () => outbox.size);
  metrics.gauge('journal_failing', '1 while events cannot be written to the disk', () =>
    Number(outbox.journal.isFailing),
  );
}

function addRecordingGauges(metrics: Metrics, { recorder, processing, guard }: RecordingParts): void {
  metrics.gauge('recordings', 'Recordings under way', () => recorder.activeCount);
  metrics.gauge('recordings_in_making', 'Recordings whose file is made or waits', () => processing.size);
  metrics.gauge('recording_disk_free_bytes', 'Room for recordings at the last look', () => guard.freeBytes);
  metrics.gauge(
    'recording_disk_trouble',
    '0 none, 1 no recording starts, 2 those that run stop, 3 nothing can be written',
    () => guard.trouble,
  );
}

function startGarbageCollection(config: Config, membership: Membership, log: Logger): NodeJS.Timeout | null {
  const everySec = config.OPENVIDU_SESSIONS_GARBAGE_INTERVAL;
  if (everySec === 0) return null;
  return setInterval(() => {
    void membership.collectGarbage(config.OPENVIDU_SESSIONS_GARBAGE_THRESHOLD * 1000).then((collected) => {
      if (collected.length > 0) log.info({ collected }, 'sessions that nobody joined are forgotten');
    });
  }, everySec * 1000);
}

function listen(http: Server, address: { port: number; host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(address, () => {
      http.off('error', reject);
      resolve();
    });
  });
}
