import type { World } from '../house/world.js';
import { stunAnswers } from './answers.js';
import { folderOf, furnish } from './folder.js';
import type { Part } from './part.js';

/** Relays media for browsers behind strict networks; credentials are made for each connection and end soon. */
export function coturn(world: World): Part {
  const folder = folderOf(world, 'coturn');
  const { account, mediaIp, slot } = world;
  const port = slot.ports.coturn;
  return {
    name: 'coturn',
    kind: 'server',
    needs: [],
    listens: [
      { protocol: 'udp', host: mediaIp, port },
      { protocol: 'tcp', host: mediaIp, port },
    ],
    folder,
    builtFrom: null,
    argv: [...account.prefix, 'turnserver', '-c', 'turnserver.conf'],
    env: {},
    prepare: () => furnish(world, folder, { 'turnserver.conf': configuration(world) }),
    isReady: () => stunAnswers(mediaIp, port),
    readyWithinMs: 20_000,
    stopWithinMs: 5000,
  };
}

function configuration({ mediaIp, secrets, slot }: World): string {
  const { coturn: port, relay } = slot.ports;
  const lines = [
    `listening-ip=${mediaIp}`,
    `listening-port=${port}`,
    `relay-ip=${mediaIp}`,
    `min-port=${relay.from}`,
    `max-port=${relay.to}`,
    'realm=seodang',
    'use-auth-secret',
    `static-auth-secret=${secrets.coturn}`,
    'fingerprint',
    'stale-nonce=600',
    // The media server is the only peer there is: nobody reaches this machine's services or its network through us.
    'denied-peer-ip=0.0.0.0-255.255.255.255',
    'denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    `allowed-peer-ip=${mediaIp}`,
    ...(mediaIp.startsWith('127.') ? ['allow-loopback-peers'] : []),
    'no-multicast-peers',
    'no-tcp-relay',
    // A viewer has an allocation for each camera it watches, twice over (UDP and TCP) while ICE looks for a way.
    'user-quota=64',
    'total-quota=190',
    'max-bps=1500000',
    'no-cli',
    'no-tls',
    'no-dtls',
    'no-rfc5780',
    'no-stun-backward-compatibility',
    'no-software-attribute',
    'log-file=stdout',
    'simple-log',
    'pidfile=turnserver.pid',
    'userdb=turndb',
  ];
  return `${lines.join('\n')}\n`;
}
