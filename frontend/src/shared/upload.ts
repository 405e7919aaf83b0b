import type { z } from 'zod';
import { accessTokens, type AccessTokens } from './access-tokens.js';
import { accepted, json, requestIdOf } from './answers.js';
import { ApiError } from './errors.js';

/** So long an upload may stand still. There is no limit on the whole: slow networks carry large pictures too. */
const STALLED_MS = 30_000;

interface UploadRequest<S extends z.ZodType> {
  /** `PUT` unless told otherwise. */
  method?: 'PUT' | 'POST';
  /** Below `/api`. */
  path: string;
  /** Sent as it is, with its own type. */
  file: Blob;
  schema: S;
}

export interface UploadOptions {
  /** Told how much of the file has been sent, from 0 to 1. */
  onProgress: (part: number) => void;
  /** Stops the upload; the promise then rejects with the signal's reason. */
  signal: AbortSignal;
}

/**
 * Sends a file to the API and tells of its progress, which fetch cannot.
 *
 * @returns the answer, as `schema` has it
 * @throws {ApiError} when refused, unreachable, standing still for half a minute, or answered in another shape
 */
export async function upload<S extends z.ZodType>(
  request: UploadRequest<S>,
  options: UploadOptions,
  tokens: Pick<AccessTokens, 'current' | 'renew'> = accessTokens,
): Promise<z.output<S>> {
  const token = tokens.current() ?? (await tokens.renew(null));
  let response = await transmit(request, token, options);
  if (response.status === 401 && token !== null) {
    const renewed = await tokens.renew(token);
    if (renewed !== null) response = await transmit(request, renewed, options);
  }
  const parsed = request.schema.safeParse(await json(await accepted(response)));
  if (parsed.success) return parsed.data;
  throw new ApiError('client.bad_answer', { status: response.status, requestId: requestIdOf(response) });
}

function transmit(
  { method = 'PUT', path, file }: Pick<UploadRequest<z.ZodType>, 'method' | 'path' | 'file'>,
  token: string | null,
  { onProgress, signal }: UploadOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(method, `/api${path}`);
    request.setRequestHeader('accept', 'application/json');
    if (file.type !== '') request.setRequestHeader('content-type', file.type);
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);

    const stop = () => {
      request.abort();
    };
    const watch = watchdog(() => {
      reject(new ApiError('client.timeout'));
      stop();
    });
    signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = ({ loaded, total }) => {
      watch.feed();
      onProgress(total > 0 ? loaded / total : 0);
    };
    request.onload = () => {
      resolve(toResponse(request));
    };
    request.onabort = () => {
      reject(signal.reason as Error);
    };
    request.onerror = () => {
      reject(new ApiError(navigator.onLine ? 'client.unreachable' : 'client.offline'));
    };
    request.onloadend = () => {
      watch.stop();
      signal.removeEventListener('abort', stop);
    };
    request.send(file);
  });
}

function watchdog(onStalled: () => void) {
  let timer = setTimeout(onStalled, STALLED_MS);
  return {
    feed: () => {
      clearTimeout(timer);
      timer = setTimeout(onStalled, STALLED_MS);
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
}

function toResponse(request: XMLHttpRequest): Response {
  const requestId = request.getResponseHeader('x-request-id');
  return new Response(request.status === 204 ? null : request.responseText, {
    status: request.status,
    headers: requestId === null ? {} : { 'x-request-id': requestId },
  });
}
