import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { janusConfig } from '@seodang/media-node/janus/janus-config';
import { findJanusFolders } from '@seodang/media-node/janus/janus-folders';
import type { World } from '../house/world.js';
import { acceptsWebSocket } from './answers.js';
import { folderOf, furnish } from './folder.js';
import { tcp, type Part } from './part.js';

/** Forwards media; driven by the media node alone. */
export function janus(world: World): Part {
  const folder = folderOf(world, 'janus');
  const { account, slot } = world;
  const { janus: apiPort, janusAdmin: adminPort } = slot.ports;
  return {
    name: 'janus',
    kind: 'server',
    needs: [],
    listens: [tcp(apiPort), tcp(adminPort)],
    folder,
    builtFrom: null,
    argv: [...account.prefix, 'janus', '-F', join(folder, 'conf')],
    env: {},
    prepare: async () => {
      await furnish(world, folder);
      await furnish(world, join(folder, 'conf'), configuration(world, join(folder, 'conf')));
    },
    isReady: async () =>
      (await acceptsWebSocket(apiPort, 'janus-protocol')) &&
      (await acceptsWebSocket(adminPort, 'janus-admin-protocol')),
    readyWithinMs: 20_000,
    stopWithinMs: 5000,
  };
}

function configuration({ mediaIp, secrets, slot }: World, configFolder: string): Record<string, string> {
  return janusConfig({
    configFolder,
    folders: findJanusFolders(),
    mediaIp,
    rtpPorts: slot.ports.rtp,
    apiPort: slot.ports.janus,
    adminPort: slot.ports.janusAdmin,
    apiSecret: secrets.janusApi,
    adminSecret: secrets.janusAdmin,
    eventLoops: availableParallelism(),
  });
}
