/** The part of a stack that listens on a port. */
export interface PortTable {
  readonly publicHttp: number;
  readonly publicHttps: number;
  readonly mediaNode: number;
  readonly api: number;
  readonly worker: number;
  readonly chat: number;
  readonly smtp: number;
  readonly mailPage: number;
  readonly mariadb: number;
  readonly redis: number;
  readonly mongodb: number;
  readonly coturn: number;
  readonly janus: number;
  readonly janusAdmin: number;
  readonly rtp: PortRange;
  readonly relay: PortRange;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Slot 0 is the stack of `make up`; the others stand beside it for tests, benchmarks and work by hand. */
export const SLOTS = 10;

const SERVICES = {
  mediaNode: 10443,
  api: 10300,
  worker: 10301,
  chat: 10400,
  smtp: 10025,
  /** Not 10080, to which browsers refuse to go (Fetch, "bad port"). */
  mailPage: 10081,
  mariadb: 10306,
  redis: 10379,
  mongodb: 10017,
  coturn: 10478,
  janus: 10188,
  janusAdmin: 10189,
};

/**
 * Every port of a slot. All stay below 32768, where Linux begins to hand out ports to clients: a server above
 * it can lose its port to any connection of the machine.
 *
 * @throws {RangeError} for a slot that is not 0…9.
 */
export function portsOf(slot: number): PortTable {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS) {
    throw new RangeError(`There is no slot ${slot}; they go from 0 to ${SLOTS - 1}.`);
  }
  const shift = slot * 1000;
  const services = Object.fromEntries(Object.entries(SERVICES).map(([name, port]) => [name, port + shift]));
  return {
    ...(services as typeof SERVICES),
    publicHttp: slot === 0 ? 8080 : 10808 + shift,
    publicHttps: slot === 0 ? 8443 : 10843 + shift,
    rtp: { from: 20000 + slot * 1200, to: 20999 + slot * 1200 },
    relay: { from: 21000 + slot * 1200, to: 21199 + slot * 1200 },
  };
}
