/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- stompjs names shapes by classes, and wants plain objects */
import { createRequire } from 'node:module';
import { RxStomp } from '@stomp/rx-stomp';
import { Client, Versions } from '@stomp/stompjs';
import { firstValueFrom, map, take, toArray } from 'rxjs';
import webstomp from 'webstomp-client';
import { WebSocket } from 'ws';
import { type Player, STORY } from './story.js';

const PROTOCOLS = ['v12.stomp', 'v11.stomp', 'v10.stomp'];
const socketTo = (url: string, protocols = PROTOCOLS) => new WebSocket(url, protocols);

/** The client of our own web app. @param splitAt Cuts each frame into WebSocket messages of so many characters. */
export function stompjs7(stompVersions: readonly string[], splitAt: number | null = null): Player {
  return ({ url }) =>
    new Promise((resolve, reject) => {
      const heard: string[] = [];
      const client = new Client({
        webSocketFactory: () => socketTo(url),
        stompVersions: new Versions([...stompVersions]),
        connectHeaders: { passcode: STORY.ticket },
        ...(splitAt === null ? {} : { splitLargeFrames: true, maxWebSocketChunkSize: splitAt }),
        onStompError: ({ headers, body }) => {
          reject(new Error(`${headers.message ?? ''}: ${body}`));
        },
      });
      client.onConnect = () => {
        client.subscribe(
          STORY.topic,
          (message) => {
            heard.push(message.body);
            message.ack();
            if (heard.length === 3)
              void client.deactivate().then(() => {
                resolve(heard);
              });
          },
          { ack: 'client-individual' },
        );
        client.watchForReceipt('said', () => {
          const transaction = client.begin();
          client.publish({
            destination: STORY.act,
            body: STORY.committed,
            headers: { transaction: transaction.id },
          });
          transaction.commit();
        });
        client.publish({ destination: STORY.act, body: STORY.said, headers: { receipt: 'said' } });
      };
      client.activate();
    });
}

export const rxStomp: Player = async ({ url }) => {
  const client = new RxStomp();
  client.configure({ webSocketFactory: () => socketTo(url), connectHeaders: { passcode: STORY.ticket } });
  client.activate();
  const receipt = client.asyncReceipt('said');
  const heard = firstValueFrom(
    client.watch(STORY.topic).pipe(
      map(({ body }) => body),
      take(3),
      toArray(),
    ),
  );
  client.publish({ destination: STORY.act, body: STORY.said, headers: { receipt: 'said' } });
  await receipt;
  client.publish({ destination: STORY.act, body: STORY.committed });
  const bodies = await heard;
  await client.deactivate();
  return bodies;
};

/** stompjs 2 and webstomp-client came from the same hand, and are asked for things in the same words. */
interface OldClient {
  onreceipt?: (frame: { headers: Record<string, string> }) => void;
  debug: unknown;
  connect(headers: object, onConnected: () => void, onError: (error: unknown) => void): void;
  subscribe(
    destination: string,
    onMessage: (message: { body: string; ack: () => void }) => void,
    headers: object,
  ): void;
  send(destination: string, headersOrBody: unknown, bodyOrHeaders: unknown): void;
  begin(name: string): { commit: () => void } | undefined;
  commit(name: string): void;
  disconnect(onDisconnected: () => void, headers?: object): void;
}

function play(client: OldClient, send: (body: string, headers: object) => void): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const heard: string[] = [];
    client.debug = () => undefined;
    client.onreceipt = ({ headers }) => {
      if (headers['receipt-id'] !== 'said') return;
      client.begin('t');
      send(STORY.committed, { transaction: 't' });
      client.commit('t');
    };
    const onConnected = () => {
      const onMessage = ({ body, ack }: { body: string; ack: () => void }) => {
        heard.push(body);
        ack();
        if (heard.length === 3)
          client.disconnect(() => {
            resolve(heard);
          });
      };
      client.subscribe(STORY.topic, onMessage, { id: 'room', ack: 'client' });
      send(STORY.said, { receipt: 'said' });
    };
    client.connect({ passcode: STORY.ticket, login: 'ann' }, onConnected, (error) => {
      if (heard.length < 3) reject(new Error(String(error)));
    });
  });
}

export const webstompClient: Player = ({ url }) => {
  const client = webstomp.over(socketTo(url), { debug: false }) as unknown as OldClient;
  return play(client, (body, headers) => {
    client.send(STORY.act, body, headers);
  });
};

export const stompjs2: Player = ({ url }) => {
  const require = createRequire(import.meta.url);
  const old = require('stompjs') as { over: (socket: WebSocket) => OldClient };
  const client = old.over(socketTo(url, ['v11.stomp', 'v10.stomp']));
  return play(client, (body, headers) => {
    client.send(STORY.act, headers, body);
  });
};
