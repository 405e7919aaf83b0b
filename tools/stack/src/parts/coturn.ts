import type { World } from '../house/world.js';
import { stunAnswers } from './answers.js';
import { folderOf, furnish } from './folder.js';
import type { Part } from './part.js';
import { fromTemplate } from './template.js';

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
  return fromTemplate('containers/coturn/turnserver.conf.template', {
    MEDIA_IP: mediaIp,
    TURN_PORT: String(port),
    TURN_RELAY_FROM: String(relay.from),
    TURN_RELAY_TO: String(relay.to),
    TURN_SECRET: secrets.coturn,
    TURN_LOOPBACK: mediaIp.startsWith('127.') ? 'allow-loopback-peers' : '',
    TURN_FOLDER: '.',
  });
}
