import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Listen } from '../parts/part.js';

/** Which of the ports cannot be had, in words that say who has them where that can be known. */
export async function takenPorts(
  wanted: readonly Listen[],
): Promise<{ listen: Listen; holder: string | null }[]> {
  const tries = await Promise.all(wanted.map(async (listen) => ({ listen, isFree: await isFree(listen) })));
  return tries.filter(({ isFree }) => !isFree).map(({ listen }) => ({ listen, holder: holderOf(listen) }));
}

function isFree({ protocol, host, port }: Listen): Promise<boolean> {
  return protocol === 'tcp' ? isTcpFree(host, port) : isUdpFree(host, port);
}

function isTcpFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => {
      resolve(false);
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

function isUdpFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => {
      resolve(false);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.close(() => {
        resolve(true);
      });
    });
  });
}

/** "name (pid 123)", or null: only root sees the sockets of other people's processes. */
function holderOf({ protocol, port }: Listen): string | null {
  const inodes = new Set(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].flatMap((table) => inodesOn(table, port, protocol)),
  );
  if (inodes.size === 0) return null;
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => holdsOneOf(name, inodes));
  if (pid === undefined) return null;
  return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
}

/** @see proc(5), /proc/net/tcp: local address is field 2, state field 4 (0A listens), inode field 10 */
function inodesOn(table: string, port: number, protocol: Listen['protocol']): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return linesOf(table)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hexPort}`) && (protocol === 'udp' || state === '0A'))
    .map((fields) => fields[9] ?? '');
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}

function holdsOneOf(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
}
