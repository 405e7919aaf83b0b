import { join } from 'node:path';
import type { World } from '../house/world.js';
import { hasIpv6Loopback } from '../os/network.js';
import { httpStatus } from './answers.js';
import { certificateFor } from './certificate.js';
import { folderOf, furnish } from './folder.js';
import { LOOPBACK, tcp, type Part } from './part.js';
import { replaysFolder } from './programs.js';
import { fromTemplate } from './template.js';

/** The one public port. */
export function nginx(world: World): Part {
  const folder = folderOf(world, 'nginx');
  const { account, address } = world;
  // Started by root, workers become another user by themselves, who could not read the app in a closed checkout.
  const asUser = account.isRootOfNecessity ? ['-g', 'user root;'] : [];
  const host = address.isOpenToNetwork ? '0.0.0.0' : LOOPBACK;
  const ports = [address.httpPort, ...(address.httpsPort === null ? [] : [address.httpsPort])];
  return {
    name: 'nginx',
    kind: 'server',
    needs: ['api', 'media-node', 'chat-server'],
    listens: ports.map((port) => tcp(port, host)),
    folder,
    builtFrom: 'app',
    argv: [...account.prefix, 'nginx', '-p', `${folder}/`, '-e', 'stderr', '-c', 'nginx.conf', ...asUser],
    env: {},
    prepare: async () => {
      await furnish(world, folder, nginxFiles(world, folder));
      if (address.httpsPort !== null) await furnish(world, folder, await certificateFor(world, folder));
    },
    isReady: async () => {
      const status = await httpStatus({ port: address.httpPort, path: '/', headers: { Host: address.host } });
      return status !== null && status < 500;
    },
    readyWithinMs: 15_000,
    stopWithinMs: 5000,
  };
}

/** Debian's, of the whole world. */
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** The configuration of the native nginx: ours, within the frame that a container image brings itself. */
export function nginxFiles(world: World, folder: string): Record<string, string> {
  const ours = fromTemplate('nginx/default.conf.template', valuesOf(world, folder));
  return { 'nginx.conf': FRAME, 'default.conf': ours };
}

function valuesOf(world: World, folder: string): Record<string, string> {
  const { root, address, slot } = world;
  const { host, httpPort, httpsPort, origin } = address;
  const http = listen(httpPort, address.isOpenToNetwork);
  const https =
    httpsPort === null ? [] : listen(httpsPort, address.isOpenToNetwork).map((at) => `${at} ssl http2`);
  const certificate = `ssl_certificate ${folder}/certificate.pem; ssl_certificate_key ${folder}/key.pem;`;
  return {
    PUBLIC_ORIGIN: origin,
    PUBLIC_HOST: host,
    PUBLIC_SOCKETS: origin.replace(/^http/, 'ws'),
    STATIC_ROOT: join(root, 'frontend', 'dist'),
    API_UPSTREAM: `${LOOPBACK}:${slot.ports.api}`,
    MEDIA_UPSTREAM: `${LOOPBACK}:${slot.ports.mediaNode}`,
    CHAT_UPSTREAM: `${LOOPBACK}:${slot.ports.chat}`,
    APP_LISTEN: directives(httpsPort === null ? http : https),
    OTHER_LISTEN: directives([...http, ...https].map((at) => `${at} default_server`)),
    TLS_SETTINGS:
      httpsPort === null ? '' : `${certificate} include ${join(root, 'nginx/snippets/tls.conf')};`,
    SNIPPETS: join(root, 'nginx', 'snippets'),
    RECORDINGS_ROOT: replaysFolder(world),
    ...storeOf(world),
  };
}

/** Port 9 throws away what comes: without a store nothing is ever sent there. */
function storeOf({ recordings }: World): Record<string, string> {
  const url = (recordings['S3_URL'] ?? 'http://127.0.0.1:9').replace(/\/$/, '');
  const isTls = url.startsWith('https://');
  return {
    STORE_URL: url,
    STORE_HOST: url.replace(/^.*:\/\//, ''),
    STORE_TLS: isTls
      ? `proxy_ssl_verify on; proxy_ssl_verify_depth 4; proxy_ssl_trusted_certificate ${AUTHORITIES};`
      : '',
  };
}

/** Names the addresses, so that a stack meant for this machine cannot be reached from outside. */
function listen(port: number, openToNetwork: boolean): string[] {
  const ipv4 = openToNetwork ? '0.0.0.0' : LOOPBACK;
  const ipv6 = openToNetwork ? '[::]' : '[::1]';
  return [`${ipv4}:${port}`, ...(hasIpv6Loopback() ? [`${ipv6}:${port}`] : [])];
}

function directives(places: string[]): string {
  return places.map((place) => `listen ${place};`).join(' ');
}

const FRAME = `daemon off;
worker_processes auto;
pid nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  log_format main '$remote_addr $status $request_method $uri $body_bytes_sent $request_time $request_id';
  access_log /dev/stdout main;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include default.conf;
}
`;
