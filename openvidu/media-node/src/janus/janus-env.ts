import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { JanusOnSockets } from './janus-config.js';
import { findJanusFolders } from './janus-folders.js';

const PortRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must be "from-to"')
  .transform((text) => {
    const [from = 0, to = 0] = text.split('-').map(Number);
    return { from, to };
  });

const Env = z.object({
  /** The address of this machine that camera and sound use. */
  MEDIA_IP: z.ipv4(),
  /** The address that people reach it under; another one when a 1:1 NAT lies between. */
  MEDIA_PUBLIC_IP: z.ipv4().optional(),
  MEDIA_PORTS: PortRange.default({ from: 20_000, to: 20_999 }),
  JANUS_API_SECRET: z.string().min(32, 'must have at least 32 characters'),
  JANUS_ADMIN_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Where its configuration is written; nobody else may read it. */
  JANUS_CONFIG_FOLDER: z.string().min(1).default('/tmp/janus'),
  /** Where its sockets are; shared with the media node. */
  JANUS_SOCKET_FOLDER: z.string().min(1).default('/run/janus'),
});

/** Every name that a Janus in a container is told by. */
export const JANUS_NAMES: readonly string[] = Object.keys(Env.shape);

/**
 * The options of a Janus that is told by its environment, as in a container.
 *
 * @throws {Error} listing every variable that is missing or wrong, without their values.
 */
export function readJanusEnv(env: Readonly<Record<string, string | undefined>>): JanusOnSockets {
  const { success, data, error } = Env.safeParse(env);
  if (!success) {
    const lines = error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new Error(`The environment of Janus has mistakes:\n${lines.join('\n')}`);
  }
  return {
    configFolder: data.JANUS_CONFIG_FOLDER,
    socketFolder: data.JANUS_SOCKET_FOLDER,
    folders: findJanusFolders(),
    mediaIp: data.MEDIA_IP,
    publicIp: data.MEDIA_PUBLIC_IP === data.MEDIA_IP ? null : (data.MEDIA_PUBLIC_IP ?? null),
    rtpPorts: data.MEDIA_PORTS,
    apiSecret: data.JANUS_API_SECRET,
    adminSecret: data.JANUS_ADMIN_SECRET,
    eventLoops: availableParallelism(),
  };
}
