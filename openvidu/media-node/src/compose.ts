import type { Logger } from 'pino';
import type { Config } from './config.js';
import { composeTake } from './composer/compose-take.js';
import { JanusMedia } from './janus/janus-media.js';
import { MediaNode } from './node.js';

export interface Running {
  stop(): Promise<void>;
}

/** Starts the node on Janus; this is the only place that knows which engine it is. */
export async function startOnJanus(config: Config, log: Logger): Promise<Running> {
  const media = new JanusMedia({
    url: config.JANUS_URL,
    apiSecret: config.JANUS_API_SECRET,
    adminUrl: config.JANUS_ADMIN_URL,
    adminSecret: config.JANUS_ADMIN_SECRET,
    log: log.child({ part: 'janus' }),
  });
  const node = await MediaNode.start({ config, media, isReady: () => media.isUp, compose: composeTake, log });
  media.start();
  return {
    async stop() {
      await node.stop();
      await media.stop();
    },
  };
}
