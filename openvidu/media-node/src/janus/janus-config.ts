import { join } from 'node:path';
import type { JanusFolders } from './janus-folders.js';

interface Media {
  /** The folder that the answer's files are written to, and that `janus -F` is given. */
  readonly configFolder: string;
  readonly folders: JanusFolders;
  /** Address or interface that media uses. Janus never takes one of the loopback interface. */
  readonly mediaIp: string;
  /** Address that people reach `mediaIp` under when a 1:1 NAT lies between; null when there is none. */
  readonly publicIp?: string | null;
  readonly rtpPorts: { readonly from: number; readonly to: number };
  readonly apiSecret: string;
  readonly adminSecret: string;
  /** Threads that move media; the number of cores is best (measured: one thread a peer costs three times the CPU). */
  readonly eventLoops: number;
}

/** Both WebSocket APIs listen on 127.0.0.1 only. */
interface ApisOnPorts {
  readonly apiPort: number;
  readonly adminPort: number;
}

/** Both WebSocket APIs listen on sockets in a folder, for a media node that shares no network with Janus. */
interface ApisOnSockets {
  readonly socketFolder: string;
}

export type JanusOnSockets = Media & ApisOnSockets;
export type JanusConfigOptions = (Media & ApisOnPorts) | JanusOnSockets;

export const SOCKETS = { api: 'api.sock', admin: 'admin.sock' };

const LOOPBACK = '127.0.0.1';

/**
 * The configuration of a Janus that serves one media node: VideoRoom and the WebSocket transport only, ICE-lite.
 * The files hold secrets: write them for their owner's eyes only (mode 0600).
 *
 * @returns File name → content, for `configFolder`.
 * @throws {RangeError} for a port, port range or number of loops that cannot be.
 * @see https://janus.conf.meetecho.com/docs/janus_8c.html  janus.jcfg
 */
export function janusConfig(options: JanusConfigOptions): Record<string, string> {
  assertNumbers(options);
  return {
    'janus.jcfg': core(options),
    'janus.transport.websockets.jcfg': websockets(options),
    // Text ids let a room be called as its session and a feed as its stream.
    'janus.plugin.videoroom.jcfg': jcfg({ general: { string_ids: true, events: false } }),
  };
}

function core({ configFolder, folders, mediaIp, publicIp, rtpPorts, ...options }: Media): string {
  return jcfg({
    general: {
      configs_folder: configFolder,
      plugins_folder: folders.pluginsFolder,
      transports_folder: folders.transportsFolder,
      // Nothing is loaded from these two: the folder holds no modules.
      events_folder: configFolder,
      loggers_folder: configFolder,
      interface: mediaIp,
      debug_level: 3,
      debug_timestamps: true,
      debug_colors: false,
      api_secret: options.apiSecret,
      admin_secret: options.adminSecret,
      session_timeout: 60,
      reclaim_session_timeout: 5,
      event_loops: options.eventLoops,
      recordings_tmp_ext: 'tmp',
    },
    media: {
      ipv6: false,
      rtp_port_range: `${rtpPorts.from}-${rtpPorts.to}`,
      no_media_timer: 5,
      twcc_period: 100,
    },
    nat: { ice_enforce_list: mediaIp, ignore_mdns: true, ...addressSettings(publicIp ?? null) },
    plugins: { disable: allBut('libjanus_videoroom.so', folders.plugins) },
    transports: { disable: allBut('libjanus_websockets.so', folders.transports) },
    events: { broadcast: false },
  });
}

/** Behind a NAT ICE-lite is not allowed (RFC 8445, section 2.5). coturn beside us goes on using the private address. */
function addressSettings(publicIp: string | null): Settings {
  if (publicIp === null) return { ice_lite: true };
  return { ice_lite: false, nat_1_1_mapping: publicIp, keep_private_host: true };
}

function websockets(apis: ApisOnPorts | ApisOnSockets): string {
  const [api, admin] =
    'socketFolder' in apis
      ? [
          { ws_unix: join(apis.socketFolder, SOCKETS.api) },
          { admin_ws_unix: join(apis.socketFolder, SOCKETS.admin) },
        ]
      : [
          { ws_ip: LOOPBACK, ws_port: apis.apiPort },
          { admin_ws_ip: LOOPBACK, admin_ws_port: apis.adminPort },
        ];
  return jcfg({
    general: { json: 'compact', ws: true, ...api, wss: false },
    admin: { admin_ws: true, ...admin, admin_wss: false },
  });
}

function allBut(wanted: string, modules: readonly string[]): string {
  return modules.filter((name) => name !== wanted).join(',');
}

type Settings = Record<string, string | number | boolean>;

function jcfg(sections: Record<string, Settings>): string {
  const section = ([name, settings]: [string, Settings]) =>
    `${name}: {\n${Object.entries(settings)
      .map(([key, value]) => `\t${key} = ${literal(value)}\n`)
      .join('')}}\n`;
  return Object.entries(sections).map(section).join('');
}

function literal(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if (/[\p{Cc}]/u.test(value)) throw new RangeError('A setting of Janus cannot hold control characters.');
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function assertNumbers({ rtpPorts, eventLoops, ...apis }: JanusConfigOptions): void {
  const isPort = (value: number) => Number.isInteger(value) && value > 0 && value < 65536;
  const apiPorts = 'socketFolder' in apis ? [] : [apis.apiPort, apis.adminPort];
  const ports = [rtpPorts.from, rtpPorts.to, ...apiPorts];
  if (!ports.every(isPort)) throw new RangeError(`Not a port among ${ports.join(', ')}.`);
  if (rtpPorts.from >= rtpPorts.to) throw new RangeError('The range of media ports is empty.');
  if (new Set(apiPorts).size < apiPorts.length)
    throw new RangeError('The API and the admin API need a port each.');
  if (!Number.isInteger(eventLoops) || eventLoops < 1)
    throw new RangeError('Janus needs an event loop at least.');
}
