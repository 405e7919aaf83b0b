import { AuthSession } from '@seodang/contracts/identity';
import { PASSWORD, type Account } from './people.js';
import { target } from './target.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the API as somebody would who leaves the web app aside. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** @param token Null for a visitor. */
export function askAs(token: string | null): Ask {
  return async (method, path, body) => {
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await fetch(`${target.origin}/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
}

/** Signs somebody in beside their browser. */
export async function signInAs({ email }: Account): Promise<Ask> {
  const { status, body } = await askAs(null)('POST', '/auth/sign-in', { email, password: PASSWORD });
  if (status !== 200) throw new Error(`${email} could not sign in: ${JSON.stringify(body)}`);
  return askAs(AuthSession.parse(body).accessToken);
}

/** The status of a link on our origin, as a player asks for it. */
export async function statusOf(link: string): Promise<number> {
  const answer = await fetch(new URL(link, target.origin), { headers: { range: 'bytes=0-99' } });
  await answer.arrayBuffer();
  return answer.status;
}

/** What a link on our origin leads to. @throws {Error} with the status when that is nothing */
export async function bytesAt(link: string): Promise<Buffer> {
  const answer = await fetch(new URL(link, target.origin));
  if (!answer.ok) throw new Error(`${link} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

export async function textAt(link: string): Promise<string> {
  return (await bytesAt(link)).toString('utf8');
}
