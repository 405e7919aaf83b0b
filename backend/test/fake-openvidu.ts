import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeRecordings } from './fake-recordings.js';

interface FakeConnection {
  readonly id: string;
  readonly createdAt: number;
  readonly serverData: string;
  readonly role: string;
  activeAt: number | null;
}

interface FakeSession {
  readonly id: string;
  readonly createdAt: number;
  readonly connections: Map<string, FakeConnection>;
}

type Reply = readonly [status: number, body?: unknown];

const SECRET = 'the secret of a fake media server, long enough';

/**
 * Speaks OpenVidu's REST shapes and keeps the truth of who is there, so that what the backend believes can be compared
 * with it. It forwards no media; the real node is driven by the end-to-end tests.
 */
export class FakeOpenVidu {
  readonly secret = SECRET;
  readonly sessions = new Map<string, FakeSession>();
  /** Webhook bodies in the order of their events; a test delivers, loses or repeats them. */
  readonly webhooks: Record<string, unknown>[] = [];
  readonly requests: string[] = [];
  /** What the backend told connections, in order. */
  readonly signals: { readonly to: readonly string[]; readonly type: string; readonly data: unknown }[] = [];
  /** `silent` accepts and never answers; `away` is not there at all. */
  state: 'up' | 'failing' | 'silent' | 'away' = 'up';
  /** Epoch milliseconds; a test may set it to live through an hour. */
  nowMs: () => number = () => Date.now();
  readonly recordings = new FakeRecordings({
    nowMs: () => this.nowMs(),
    emit: (event) => this.webhooks.push(event),
  });
  readonly #server: Server = createServer((req, res) => void this.#answer(req, res));
  #url = '';

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Somebody uses their token. */
  join(connectionId: string): void {
    const [session, connection] = this.#find(connectionId);
    connection.activeAt = this.nowMs();
    this.#emit(session, 'participantJoined', connection.activeAt, participant(connection));
  }

  /** Somebody goes, or is gone; the last one takes the session along. */
  leave(connectionId: string, reason = 'disconnect'): void {
    const [session, connection] = this.#find(connectionId);
    session.connections.delete(connectionId);
    if (connection.activeAt === null) return;
    const now = this.nowMs();
    this.#emit(session, 'participantLeft', now, {
      ...participant(connection),
      ...ending(connection.activeAt, now, reason),
    });
    if ([...session.connections.values()].some(({ activeAt }) => activeAt !== null)) return;
    const why = reason === 'sessionClosedByServer' ? reason : 'lastParticipantLeft';
    this.sessions.delete(session.id);
    this.#emit(session, 'sessionDestroyed', now, ending(session.createdAt, now, why));
  }

  /** The process dies: everything is forgotten and nothing is told. */
  crash(): void {
    this.sessions.clear();
  }

  /** Makes a connection as if the backend had asked for it and died before it kept the answer. */
  mint(sessionId: string, serverData: string): string {
    return this.#connect(this.#open(sessionId), { data: serverData, role: 'PUBLISHER' }).id;
  }

  #find(connectionId: string): [FakeSession, FakeConnection] {
    for (const session of this.sessions.values()) {
      const connection = session.connections.get(connectionId);
      if (connection) return [session, connection];
    }
    throw new Error(`there is no connection ${connectionId}`);
  }

  #open(id: string): FakeSession {
    const session = { id, createdAt: this.nowMs(), connections: new Map<string, FakeConnection>() };
    this.sessions.set(id, session);
    this.#emit(session, 'sessionCreated', session.createdAt, {});
    return session;
  }

  #close(session: FakeSession): void {
    const active = [...session.connections.values()].filter(({ activeAt }) => activeAt !== null);
    for (const { id } of active) this.leave(id, 'sessionClosedByServer');
    this.sessions.delete(session.id);
  }

  #connect(session: FakeSession, body: Record<string, unknown>): FakeConnection {
    const connection: FakeConnection = {
      id: `con_${randomBytes(6).toString('hex')}`,
      createdAt: this.nowMs(),
      serverData: String(body['data']),
      role: String(body['role']),
      activeAt: null,
    };
    session.connections.set(connection.id, connection);
    return connection;
  }

  #emit(session: FakeSession, event: string, timestamp: number, fields: Record<string, unknown>): void {
    const uniqueSessionId = `${session.id}_${session.createdAt}`;
    this.webhooks.push({ sessionId: session.id, uniqueSessionId, timestamp, ...fields, event });
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readJson(req);
    this.requests.push(`${req.method ?? ''} ${req.url ?? ''}`);
    if (this.#isUnheard(res)) return;
    if (req.url?.startsWith('/openvidu/recordings/') && this.state === 'up' && isTrusted(req))
      return this.recordings.send(req, res);
    const [status, answer] = this.state === 'failing' ? [500] : this.#reply(req, body);
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(answer === undefined ? undefined : JSON.stringify(answer));
  }

  #isUnheard(res: ServerResponse): boolean {
    if (this.state === 'away') res.destroy();
    return this.state === 'away' || this.state === 'silent';
  }

  #reply(req: IncomingMessage, body: Record<string, unknown>): Reply {
    if (!isTrusted(req)) return [401];
    const { url = '', method = '' } = req;
    if (url.startsWith('/openvidu/api/recordings')) return this.recordings.reply(method, url, body);
    return this.#replyOnSessions(req, body);
  }

  #replyOnSessions(req: IncomingMessage, body: Record<string, unknown>): Reply {
    if (req.url === '/openvidu/api/signal') return this.#onSignal(body);
    const [path = ''] = (req.url ?? '').replace('/openvidu/api/sessions', '').split('?');
    const [, sessionId, , connectionId] = path.split('/');
    if (sessionId === undefined) return this.#onSessions(req, body);
    const session = this.sessions.get(sessionId);
    if (connectionId !== undefined) return this.#onConnection(session, connectionId);
    if (!session) return [404];
    if (req.method === 'POST') return [200, this.#show(session, this.#connect(session, body))];
    if (req.method === 'GET') return [200, this.#showSession(session)];
    this.#close(session);
    return [204];
  }

  #onSessions(req: IncomingMessage, body: Record<string, unknown>): Reply {
    if (req.method === 'GET') {
      const content = [...this.sessions.values()].map((session) => this.#showSession(session));
      return [200, { numberOfElements: content.length, content }];
    }
    const id = String(body['customSessionId']);
    return this.sessions.has(id) ? [409] : [200, this.#showSession(this.#open(id))];
  }

  #onSignal(body: Record<string, unknown>): Reply {
    const session = this.sessions.get(String(body['session']));
    if (!session) return [404];
    const to = body['to'] as readonly string[];
    if (to.some((id) => (session.connections.get(id)?.activeAt ?? null) === null)) return [406];
    this.signals.push({ to, type: String(body['type']), data: JSON.parse(String(body['data'])) });
    return [200];
  }

  #onConnection(session: FakeSession | undefined, connectionId: string): Reply {
    if (!session) return [400];
    if (!session.connections.has(connectionId)) return [404];
    this.leave(connectionId, 'forceDisconnectByServer');
    return [204];
  }

  #showSession(session: FakeSession) {
    const content = [...session.connections.values()].map((connection) => this.#show(session, connection));
    return {
      id: session.id,
      object: 'session',
      sessionId: session.id,
      createdAt: session.createdAt,
      mediaMode: 'ROUTED',
      recordingMode: 'MANUAL',
      customSessionId: session.id,
      connections: { numberOfElements: content.length, content },
    };
  }

  #show(session: FakeSession, connection: FakeConnection) {
    const { id, createdAt, serverData, role, activeAt } = connection;
    return {
      id,
      object: 'connection',
      connectionId: id,
      sessionId: session.id,
      status: activeAt === null ? 'pending' : 'active',
      type: 'WEBRTC',
      createdAt,
      activeAt,
      role,
      serverData,
      clientData: activeAt === null ? null : '{"userId":"somebody else"}',
      token: `ws://127.0.0.1?sessionId=${session.id}&token=tok_${randomBytes(8).toString('hex')}`,
      publishers: null,
      subscribers: null,
    };
  }
}

function isTrusted({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Basic ${Buffer.from(`OPENVIDUAPP:${SECRET}`).toString('base64')}`;
}

function participant({ id, serverData }: FakeConnection) {
  return {
    participantId: id,
    connectionId: id,
    location: 'unknown',
    ip: '198.51.100.7',
    platform: 'Chrome',
    clientData: '{"userId":"somebody else"}',
    serverData,
  };
}

function ending(startTime: number, now: number, reason: string) {
  return { startTime, duration: Math.floor((now - startTime) / 1000), reason };
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}
