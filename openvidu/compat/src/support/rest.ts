import { OpenVidu } from 'openvidu-node-client';
import type { Session, SessionProperties } from 'openvidu-node-client';
import { randomBytes } from 'node:crypto';
import { target } from './target.js';

export type Json = Record<string, unknown>;

export interface RestAnswer {
  readonly status: number;
  readonly text: string;
  /** The body, when it is a JSON object. */
  readonly json: Json;
}

export interface RestRequest {
  readonly body?: unknown;
  /** Sent as it is, for bodies that are not JSON. */
  readonly rawBody?: string;
  readonly secret?: string | null;
  readonly contentType?: string;
}

/** One REST call, without the node client in between. `path` is what follows `/openvidu/api`. */
export async function rest(method: string, path: string, request: RestRequest = {}): Promise<RestAnswer> {
  const headers: Record<string, string> = {};
  const secret = request.secret === undefined ? target.secret : request.secret;
  if (secret !== null) headers['Authorization'] = `Basic ${btoa(`OPENVIDUAPP:${secret}`)}`;
  const body = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  if (body !== undefined) headers['Content-Type'] = request.contentType ?? 'application/json';
  const answer = await fetch(`${target.url}/openvidu/api${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: objectOf(text) };
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

/** A session id nobody else uses, so that tests may run beside each other and again. */
export function freshId(stem: string): string {
  return `${stem}-${randomBytes(6).toString('hex')}`;
}

const opened = new Set<Session>();

/** The node client, and a session of one's own that `closeSessions` ends. */
export function nodeClient(secret = target.secret): OpenVidu {
  return new OpenVidu(target.url, secret);
}

export async function openSession(stem: string, properties: SessionProperties = {}): Promise<Session> {
  const session = await nodeClient().createSession({ customSessionId: freshId(stem), ...properties });
  opened.add(session);
  return session;
}

/** Ends every session this process opened; one that is gone already is no error. */
export async function closeSessions(): Promise<void> {
  await Promise.all([...opened].map((session) => rest('DELETE', `/sessions/${session.sessionId}`)));
  opened.clear();
}
