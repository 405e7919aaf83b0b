import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { request } from 'node:http';
import { connect } from 'node:net';
import { LOOPBACK } from './part.js';

const WITHIN_MS = 2000;

interface HttpQuestion {
  readonly port: number;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
}

/** @returns The status of a GET, or null when nobody answers in time. `101` stands for an accepted WebSocket. */
export function httpStatus({
  port,
  path,
  host = LOOPBACK,
  headers = {},
}: HttpQuestion): Promise<number | null> {
  return new Promise((resolve) => {
    const question = request({ host, port, path, headers, timeout: WITHIN_MS, agent: false });
    const settle = (status: number | null) => {
      resolve(status);
      question.destroy();
    };
    question.on('response', (response) => {
      settle(response.statusCode ?? null);
    });
    question.on('upgrade', () => {
      settle(101);
    });
    question.on('timeout', () => {
      settle(null);
    });
    question.on('error', () => {
      resolve(null);
    });
    question.end();
  });
}

/** @returns True when a WebSocket of the sub-protocol would be accepted. */
export async function acceptsWebSocket(port: number, protocol: string): Promise<boolean> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': protocol,
  };
  return (await httpStatus({ port, path: '/', headers })) === 101;
}

/** Says something to a TCP server and waits until its answer holds `expected`. */
export function tcpAnswers(port: number, words: string | Buffer, expected: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    let heard = '';
    const settle = (answer: boolean) => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(WITHIN_MS, () => {
      settle(false);
    });
    socket.on('connect', () => socket.write(words));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.includes(expected)) settle(true);
    });
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      resolve(false);
    });
  });
}

/** Sends a STUN Binding request and waits for the success response. @see RFC 8489 §5 */
export function stunAnswers(host: string, port: number): Promise<boolean> {
  const transaction = randomBytes(12);
  const binding = Buffer.concat([Buffer.from('000100002112a442', 'hex'), transaction]);
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => {
      settle(false);
    }, 500);
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      resolve(answer);
      socket.close();
    };
    socket.on('message', (message) => {
      settle(message.readUInt16BE(0) === 0x0101 && message.subarray(8, 20).equals(transaction));
    });
    socket.on('error', () => {
      settle(false);
    });
    socket.send(binding, port, host);
  });
}
