import {
  OpenVidu,
  OpenViduRole,
  Recording,
  RecordingLayout,
  Session,
  type Connection,
} from 'openvidu-node-client';
import { Circuit } from './circuit.js';
import { isSilence, MediaServerError, toMediaServerError } from './media-server-error.js';
import {
  RecordingList,
  toSeenRecording,
  type MediaRole,
  type SeenConnection,
  type SeenRecording,
} from './openvidu.shapes.js';

const CALL_WITHIN_MS = 3_000;
/** A recording is there when its first bytes are. A request waits no longer for it than for anything else. */
const RECORD_WITHIN_MS = 4_000;
const FILM = {
  outputMode: Recording.OutputMode.COMPOSED,
  recordingLayout: RecordingLayout.BEST_FIT,
  resolution: '1280x720',
  frameRate: 25,
};

/** A server that cannot record just now: everything else of it works. */
const REFUSED = [500, 501, 503];

interface CallOptions {
  readonly withinMs?: number;
  /** Statuses from 500 on that are an answer here, not a sign that the server is away. */
  readonly answers?: readonly number[];
}

/** What the server says to a connection; `data` becomes JSON. */
export interface SignalMessage {
  readonly type: string;
  readonly data: unknown;
}

/** A connection just made; `token` is a credential for one use. */
export interface NewConnection {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
}

/**
 * The REST API of an OpenVidu 2 server, through its own client. Every call ends within three seconds, and at once
 * while the server has just been found silent. The client's caches of sessions are not used: each call
 * starts from an empty one, so that several processes cannot disagree.
 */
export class OpenViduAdapter {
  readonly #server: { url: string; secret: string };
  readonly #circuit: Circuit;

  constructor(server: { url: string; secret: string }, circuit = new Circuit()) {
    this.#server = server;
    this.#circuit = circuit;
  }

  /** Makes the session unless it is there. @throws {MediaServerError} */
  async openSession(sessionId: string): Promise<void> {
    await this.#call((client) => client.createSession({ customSessionId: sessionId }));
  }

  /** @throws {MediaServerError} with status 404 when the session is not there. */
  async createConnection(
    sessionId: string,
    wish: { role: MediaRole; serverData: string },
  ): Promise<NewConnection> {
    const properties = { role: OpenViduRole[wish.role], data: wish.serverData };
    const made = await this.#call((client) => sessionOf(client, sessionId).createConnection(properties));
    if (!made.connectionId || !made.token) throw new MediaServerError(200);
    return { id: made.connectionId, token: made.token, createdAt: new Date(made.createdAt) };
  }

  /** Everybody in a session and everybody who may still enter it; null when there is no such session. */
  async findSession(sessionId: string): Promise<SeenConnection[] | null> {
    return this.#unless([404], async (client) => {
      const session = sessionOf(client, sessionId);
      await session.fetch();
      return session.connections.map(toSeenConnection);
    });
  }

  /** The ids of all sessions of the server. */
  async listSessionIds(): Promise<string[]> {
    return this.#call(async (client) => {
      await client.fetch();
      return client.activeSessions.map(({ sessionId }) => sessionId);
    });
  }

  /** Ends a session for everybody; false when it was not there. */
  async closeSession(sessionId: string): Promise<boolean> {
    const closed = await this.#unless([404], async (client) => {
      await sessionOf(client, sessionId).close();
      return true;
    });
    return closed ?? false;
  }

  /**
   * Tells connections something in the name of the server; false when one of them, or the session, is not there.
   * The client of OpenVidu has no such call. @see OpenVidu 2.32 REST API, `POST /signal`
   */
  async signal(sessionId: string, to: readonly string[], message: SignalMessage): Promise<boolean> {
    const { type, data } = message;
    const body = { session: sessionId, to, type, data: JSON.stringify(data) };
    const told = await this.#unless([404, 406], () => this.#post('/openvidu/api/signal', body));
    return told ?? false;
  }

  /** Evicts a connection, or makes its unused token worthless; false when it was not there. */
  async removeConnection(sessionId: string, connectionId: string): Promise<boolean> {
    // OpenVidu answers 400, not 404, when the session itself is missing. @see OpenVidu 2.32 REST API
    const removed = await this.#unless([400, 404], async (client) => {
      await sessionOf(client, sessionId, [connectionId]).forceDisconnect(connectionId);
      return true;
    });
    return removed ?? false;
  }

  /** Begins to record everybody in a session as one film. @throws {MediaServerError} with the status of a refusal. */
  async startRecording(sessionId: string): Promise<SeenRecording> {
    const start = (client: OpenVidu) => {
      client.activeSessions.push(sessionOf(client, sessionId));
      return client.startRecording(sessionId, FILM);
    };
    const made = await this.#call(start, { withinMs: RECORD_WITHIN_MS, answers: REFUSED });
    return toSeenRecording(made);
  }

  /** Null when no such recording is under way. */
  async stopRecording(sessionId: string, id: string): Promise<SeenRecording | null> {
    const stop = (client: OpenVidu) => {
      client.activeSessions.push(sessionOf(client, sessionId));
      return client.stopRecording(id);
    };
    const stopped = await this.#unless([404, 406, 409], stop, {
      withinMs: RECORD_WITHIN_MS,
      answers: REFUSED,
    });
    return stopped && toSeenRecording(stopped);
  }

  /** The client of OpenVidu would drop how much is composed. */
  async listRecordings(): Promise<SeenRecording[]> {
    const { items } = await this.#call(async () => {
      const response = await this.#ask('/openvidu/api/recordings');
      return RecordingList.parse(await response.json());
    });
    return items.map(toSeenRecording);
  }

  /** Removes a recording and its files; false when it was not there. */
  async removeRecording(id: string): Promise<boolean> {
    const removed = await this.#unless([404], async (client) => {
      await client.deleteRecording(id);
      return true;
    });
    return removed ?? false;
  }

  /**
   * Has the film of a recording made once more; false when nothing is kept that it could be made of.
   * No call of OpenVidu's, but of our media node's.
   */
  async remakeRecording(id: string): Promise<boolean> {
    const path = `/openvidu/api/recordings/remake/${encodeURIComponent(id)}`;
    const begun = await this.#unless([404, 405, 410], () => this.#post(path, {}));
    return begun ?? false;
  }

  /**
   * The file of a finished recording, from a byte on.
   *
   * @returns null when there is none.
   * @throws {MediaServerError}
   */
  async openRecording(id: string, from: number, signal: AbortSignal): Promise<Response | null> {
    const { url } = (await this.#unless([404], (client) => client.getRecording(id))) ?? {};
    if (!url) return null;
    // Its address carries the public name of the media server, which need not be reachable from here.
    const { pathname } = new URL(url);
    const headers = { ...this.#credentials(), ...(from > 0 ? { Range: `bytes=${from}-` } : {}) };
    const response = await fetch(new URL(pathname, this.#server.url), { headers, signal }).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw new MediaServerError(null, { cause });
      },
    );
    if (response.ok && response.body) return response;
    await response.body?.cancel();
    if (response.status === 404) return null;
    throw new MediaServerError(response.status);
  }

  /** @throws {MediaServerError} for every answer but 200 */
  async #post(path: string, body: object): Promise<true> {
    const response = await this.#ask(path, JSON.stringify(body));
    await response.body?.cancel();
    return true;
  }

  /** For what the client of OpenVidu has no call: a GET, or a POST with a body. */
  async #ask(path: string, body: string | null = null): Promise<Response> {
    const type = body === null ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(new URL(path, this.#server.url), {
      method: body === null ? 'GET' : 'POST',
      headers: { ...this.#credentials(), ...type },
      body,
      signal: AbortSignal.timeout(CALL_WITHIN_MS),
    });
    if (response.status === 200) return response;
    await response.body?.cancel();
    throw new MediaServerError(response.status);
  }

  #credentials() {
    const { secret } = this.#server;
    return { Authorization: `Basic ${Buffer.from(`OPENVIDUAPP:${secret}`).toString('base64')}` };
  }

  /** Gives null where the server answers with one of the statuses that mean "there is no such thing". */
  async #unless<T>(
    missing: readonly number[],
    work: (client: OpenVidu) => Promise<T>,
    options: CallOptions = {},
  ): Promise<T | null> {
    try {
      return await this.#call(work, options);
    } catch (error) {
      if (error instanceof MediaServerError && error.status !== null && missing.includes(error.status))
        return null;
      throw error;
    }
  }

  #call<T>(work: (client: OpenVidu) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const { withinMs = CALL_WITHIN_MS, answers = [] } = options;
    const isAway = (error: unknown) => isSilence(error, answers);
    return this.#circuit.run(async () => {
      const client = new OpenVidu(this.#server.url, this.#server.secret);
      client.enableProdMode();
      try {
        return await within(withinMs, work(client));
      } catch (error) {
        throw toMediaServerError(error);
      }
    }, isAway);
  }
}

/** A handle on a session without asking the server for it. The client prints a warning for what it has not met. */
function sessionOf(client: OpenVidu, sessionId: string, connectionIds: readonly string[] = []): Session {
  const content = connectionIds.map((connectionId) => ({ connectionId }));
  return new Session(client, { sessionId, connections: { content } });
}

function toSeenConnection(connection: Connection): SeenConnection {
  return {
    id: connection.connectionId,
    createdAt: new Date(connection.createdAt),
    activeAt: connection.status === 'active' ? new Date(connection.activeAt) : null,
    role: connection.role ?? OpenViduRole.PUBLISHER,
    serverData: connection.serverData ?? '',
  };
}

async function within<T>(withinMs: number, work: Promise<T>): Promise<T> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    overdue = setTimeout(() => {
      reject(new MediaServerError(null));
    }, withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(overdue);
  }
}
