import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { Refusal } from '../house/refusal.js';
import { installMissing } from './packages.js';
import { run, runOrThrow } from './run.js';

/**
 * The address of test stacks, and of machines without a network. Janus and libnice never use an address of the
 * loopback interface, so it is put on a pair of virtual interfaces; it does not leave the machine.
 */
export const LOCAL_MEDIA_IP = '127.0.0.100';

/**
 * The address that media uses: the given one, the machine's own, or one made for the purpose.
 *
 * @throws {Refusal} when the machine has no address for it and we have no right to make one.
 */
export async function mediaAddress(
  wanted: string | undefined,
  { isolated }: { isolated: boolean },
): Promise<string> {
  if (wanted !== undefined) return wanted;
  const own = defaultRouteAddress();
  if (!isolated && own !== null) return own;
  if (hasAddress(LOCAL_MEDIA_IP)) return LOCAL_MEDIA_IP;
  if (process.getuid?.() === 0) {
    await makeLocalMediaAddress();
    return LOCAL_MEDIA_IP;
  }
  if (own !== null) return own;
  throw new Refusal(
    'This machine has no network address that media could use, and making one needs root: run as root once, or set MEDIA_IP.',
  );
}

/** IPv4 address of the interface that the default route names. */
function defaultRouteAddress(): string | null {
  if (!existsSync('/proc/net/route')) return null;
  const routes = readFileSync('/proc/net/route', 'utf8').split('\n').slice(1);
  const name = routes
    .map((line) => line.split('\t'))
    .find(([, destination]) => destination === '00000000')?.[0];
  const addresses = name === undefined ? [] : (networkInterfaces()[name] ?? []);
  return addresses.find(({ family }) => family === 'IPv4')?.address ?? null;
}

function hasAddress(address: string): boolean {
  return Object.entries(networkInterfaces()).some(
    ([name, addresses]) => name !== 'lo' && addresses?.some((entry) => entry.address === address),
  );
}

async function makeLocalMediaAddress(): Promise<void> {
  await installMissing(['ip']);
  const exists = (await run(['ip', 'link', 'show', 'seodang0'])).code === 0;
  if (!exists)
    await runOrThrow(['ip', 'link', 'add', 'seodang0', 'type', 'veth', 'peer', 'name', 'seodang1']);
  await runOrThrow(['ip', 'link', 'set', 'seodang0', 'up']);
  await runOrThrow(['ip', 'link', 'set', 'seodang1', 'up']);
  await runOrThrow(['ip', 'addr', 'replace', `${LOCAL_MEDIA_IP}/32`, 'dev', 'seodang0', 'scope', 'host']);
}

export function hasIpv6Loopback(): boolean {
  return (networkInterfaces().lo ?? []).some(({ address }) => address === '::1');
}
