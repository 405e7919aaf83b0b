import { expect } from 'chai';
import { z } from 'zod';
import { ApiError } from './errors.js';
import { upload } from './upload.js';

const Thing = z.strictObject({ name: z.string() });

type Answer = (request: FakeRequest) => unknown;

/** An XMLHttpRequest whose server does what the test says. */
class FakeRequest {
  static answers: Answer[] = [];
  static made: FakeRequest[] = [];

  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  method = '';
  url = '';
  status = 0;
  responseText = '';
  onload?: () => void;
  onabort?: () => void;
  onerror?: () => void;
  onloadend?: () => void;

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(name: string): string | null {
    return name === 'x-request-id' ? 'r-5' : null;
  }

  send(): void {
    FakeRequest.made.push(this);
    const answer = FakeRequest.answers[FakeRequest.made.length - 1];
    queueMicrotask(() => answer?.(this));
  }

  abort(): void {
    this.onabort?.();
    this.onloadend?.();
  }

  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
    this.onloadend?.();
  }
}

const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  instance: '/',
});

describe('upload', () => {
  const real = globalThis.XMLHttpRequest;
  const tokens = { current: () => 'first', renew: () => Promise.resolve('second') };

  beforeEach(() => {
    FakeRequest.made = [];
    Object.assign(globalThis, { XMLHttpRequest: FakeRequest });
  });

  afterEach(() => {
    Object.assign(globalThis, { XMLHttpRequest: real });
  });

  function send(answers: Answer[], signal = new AbortController().signal) {
    FakeRequest.answers = answers;
    const progress: number[] = [];
    const file = new Blob(['ink'], { type: 'image/png' });
    const onProgress = (part: number) => progress.push(part);
    const done = upload({ path: '/thing', file, schema: Thing }, { onProgress, signal }, tokens);
    return { done, progress };
  }

  const failureOf = (done: Promise<unknown>) => done.then(() => null).catch((error: unknown) => error);

  it('puts the file with its type and a token, and gives the answer', async () => {
    const { done } = send([
      (request) => {
        request.answer(200, { name: 'ink' });
      },
    ]);
    expect(await done).to.deep.equal({ name: 'ink' });
    expect(FakeRequest.made[0]).to.include({ method: 'PUT', url: '/api/thing' });
    expect(FakeRequest.made[0]?.headers).to.include({
      authorization: 'Bearer first',
      'content-type': 'image/png',
    });
  });

  it('tells how much has been sent', async () => {
    const { done, progress } = send([
      (request) => {
        for (const loaded of [1, 3, 4]) request.upload.onprogress?.({ loaded, total: 4 });
        request.answer(200, { name: 'ink' });
      },
    ]);
    await done;
    expect(progress).to.deep.equal([0.25, 0.75, 1]);
  });

  it('sends it again once with a renewed token', async () => {
    const { done } = send([
      (request) => {
        request.answer(401, problem(401, 'auth.expired'));
      },
      (request) => {
        request.answer(200, { name: 'ink' });
      },
    ]);
    await done;
    expect(FakeRequest.made.map(({ headers }) => headers['authorization'])).to.deep.equal([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('tells why it was refused, with the request id', async () => {
    const refused = send([
      (request) => {
        request.answer(400, problem(400, 'course.cover_unreadable'));
      },
    ]);
    expect(await failureOf(refused.done)).to.include({ code: 'course.cover_unreadable', status: 400 });
    FakeRequest.made = [];
    const odd = send([
      (request) => {
        request.answer(200, { name: 7 });
      },
    ]);
    expect(await failureOf(odd.done)).to.include({ code: 'client.bad_answer', requestId: 'r-5' });
  });

  it('understands the page of a proxy that finds the file too large', async () => {
    const { done } = send([
      (request) => {
        request.status = 413;
        request.responseText = '<h1>413</h1>';
        request.onload?.();
      },
    ]);
    expect(await failureOf(done)).to.include({ code: 'request.too_large', status: 413 });
  });

  it('tells a lost network', async () => {
    const { done } = send([(request) => request.onerror?.()]);
    const error = await failureOf(done);
    expect(error).to.be.instanceOf(ApiError).and.to.include({ code: 'client.unreachable', status: 0 });
  });

  it('stops when its caller gives up', async () => {
    const gone = new AbortController();
    const { done } = send(
      [
        () => {
          gone.abort(new Error('cancelled'));
        },
      ],
      gone.signal,
    );
    expect(await failureOf(done)).to.have.property('message', 'cancelled');
  });

  it('does not begin when its caller has given up before', async () => {
    const { done } = send([], AbortSignal.abort(new Error('cancelled')));
    expect(await failureOf(done)).to.have.property('message', 'cancelled');
    expect(FakeRequest.made).to.have.length(0);
  });
});
