import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Behind {
  /** Of the S3 server. */
  readonly port: number;
  readonly secretKey: string;
}

interface Signed {
  readonly names: readonly string[];
  /** Day, region and service. */
  readonly scope: readonly string[];
  readonly at: string;
  readonly payload: string;
  readonly signature: string;
  readonly withinSec: number;
}

const CLOCKS_APART_SEC = 900;

/**
 * Stands before an S3 server that does not look at signatures, and lets nobody pass whose signature does not hold, or has expired.
 * Written after the specification, not with the SDK that makes them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export class SignatureDoor {
  /** Epoch ms; a test may move it. */
  nowMs: () => number = () => Date.now();
  /** A test may have requests wait until it resolves. */
  pass: (req: IncomingMessage) => Promise<unknown> = () => Promise.resolve();
  readonly #behind: Behind;
  readonly #server: Server;

  private constructor(behind: Behind) {
    this.#behind = behind;
    this.#server = createServer((req, res) => {
      void this.pass(req).then(() => {
        this.#answer(req, res);
      });
    });
  }

  /** @param at Where it listens, if somebody waits for it there. */
  static async open(behind: Behind, at = 0): Promise<SignatureDoor> {
    const door = new SignatureDoor(behind);
    door.#server.listen(at, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(req: IncomingMessage, res: ServerResponse): void {
    const refusal = this.#refusal(req);
    if (refusal !== null) {
      res.writeHead(403, { 'Content-Type': 'application/xml' });
      res.end(`<Error><Code>${refusal}</Code><Message>${refusal}</Message></Error>`);
      return;
    }
    // Whoever was to wait may have been killed meanwhile.
    if (req.destroyed && !req.complete) return;
    const { method, url: path } = req;
    const headers = { ...req.headers, connection: 'close' };
    const to = { host: '127.0.0.1', port: this.#behind.port, agent: false, method, path, headers };
    const inner = request(to, (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(res);
    });
    inner.on('error', () => res.destroy());
    req.on('close', () => req.complete || inner.destroy());
    req.pipe(inner);
  }

  #refusal(req: IncomingMessage): string | null {
    const signed = readSigned(req);
    if (!signed) return 'AccessDenied';
    const ageSec = (this.nowMs() - epochOf(signed.at)) / 1000;
    if (ageSec > signed.withinSec || ageSec < -CLOCKS_APART_SEC) return 'ExpiredToken';
    const wanted = Buffer.from(this.#sign(req, signed), 'hex');
    const shown = Buffer.from(signed.signature, 'hex');
    return shown.length === wanted.length && timingSafeEqual(shown, wanted) ? null : 'SignatureDoesNotMatch';
  }

  #sign(req: IncomingMessage, { names, scope, at, payload }: Signed): string {
    const [path = '', query = ''] = (req.url ?? '').split('?');
    const pairs = query
      .split('&')
      .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`));
    const headers = names.map((name) => `${name}:${textOf(req.headers[name])}\n`);
    const parts = [req.method, path, pairs.sort().join('&'), headers.join(''), names.join(';'), payload];
    const whole = createHash('sha256').update(parts.join('\n')).digest('hex');
    const key = scope.reduce<string | Buffer>(
      (secret, word) => createHmac('sha256', secret).update(word).digest(),
      `AWS4${this.#behind.secretKey}`,
    );
    const text = ['AWS4-HMAC-SHA256', at, scope.join('/'), whole].join('\n');
    return createHmac('sha256', key).update(text).digest('hex');
  }
}

/** In the headers of a call, or in the address of a link that was signed beforehand. */
function readSigned(req: IncomingMessage): Signed | null {
  return signedInHeaders(req) ?? signedInAddress(req);
}

function signedInHeaders({ headers }: IncomingMessage): Signed | null {
  const found = /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(
    headers.authorization ?? '',
  );
  if (!found) return null;
  const [, credential = '', names = '', signature = ''] = found;
  return {
    ...{ names: names.split(';'), scope: credential.split('/').slice(1), signature },
    ...{ at: textOf(headers['x-amz-date']), payload: textOf(headers['x-amz-content-sha256']) },
    withinSec: CLOCKS_APART_SEC,
  };
}

function signedInAddress({ url = '' }: IncomingMessage): Signed | null {
  const { searchParams } = new URL(url, 'http://any');
  const given = (name: string) => searchParams.get(`X-Amz-${name}`) ?? '';
  if (given('Signature') === '') return null;
  return {
    ...{ names: given('SignedHeaders').split(';'), scope: given('Credential').split('/').slice(1) },
    ...{ at: given('Date'), payload: 'UNSIGNED-PAYLOAD', signature: given('Signature') },
    withinSec: Number(given('Expires')),
  };
}

function textOf(header: string | string[] | undefined): string {
  return [header ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
}

/** @param at As `20261121T201500Z`. */
function epochOf(at: string): number {
  return Date.parse(at.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
