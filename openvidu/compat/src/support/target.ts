/** Where the server under test is, and what of it may be assumed. All of it comes from the environment. */
export interface Target {
  /** Origin of the REST API, e.g. `https://media.example`. */
  readonly url: string;
  readonly secret: string;
  /** Port on 127.0.0.1 (or `COMPAT_WEBHOOK_HOST`) to which the server was configured to post its webhooks. */
  readonly webhookPort: number | null;
  readonly webhookHost: string;
  /** `Name: value` of a header the server was told to send with each webhook. */
  readonly webhookHeader: { readonly name: string; readonly value: string } | null;
  /** Where browsers connect to instead of the place that tokens name, e.g. `ws://127.0.0.1:4443`; null for that one. */
  readonly sockets: URL | null;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: these tests need the address and the secret of an OpenVidu 2 server`,
    );
  return value;
}

function portOf(text: string | undefined): number | null {
  if (!text) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`COMPAT_WEBHOOK_PORT is not a port: ${text}`);
  return port;
}

function headerOf(text: string | undefined): Target['webhookHeader'] {
  if (!text) return null;
  const [name, ...rest] = text.split(': ');
  if (!name || rest.length === 0)
    throw new Error(`COMPAT_WEBHOOK_HEADER is not of the form "Name: value": ${text}`);
  return { name, value: rest.join(': ') };
}

/**
 * The server these tests drive.
 * @throws {Error} naming the variable that is missing or wrong
 */
export function readTarget(): Target {
  return {
    url: new URL(required('OPENVIDU_URL')).origin,
    secret: required('OPENVIDU_SECRET'),
    webhookPort: portOf(process.env['COMPAT_WEBHOOK_PORT']),
    webhookHost: process.env['COMPAT_WEBHOOK_HOST'] ?? '127.0.0.1',
    webhookHeader: headerOf(process.env['COMPAT_WEBHOOK_HEADER']),
    sockets: process.env['COMPAT_SOCKETS'] ? new URL(process.env['COMPAT_SOCKETS']) : null,
  };
}

export const target = readTarget();
