export const PART_NAMES = [
  'mariadb',
  'redis',
  'mongodb',
  'coturn',
  'janus',
  'mail-sink',
  'media-node',
  'migrate',
  'seed',
  'api',
  'worker',
  'chat-server',
  'nginx',
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** A server that is kept running, or a task that has to end well before what needs it is started. */
export interface Part {
  readonly name: PartName;
  readonly kind: 'server' | 'task';
  /** Parts that have to be ready before. */
  readonly needs: readonly PartName[];
  readonly listens: readonly Listen[];
  /** The folder it works in and keeps its files in. */
  readonly folder: string;
  /** What has to be compiled before. */
  readonly builtFrom: Build | null;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Asked before the start: when it holds, there is nothing to do. */
  readonly isNeedless?: () => boolean;
  /** Makes what has to be there first; run before every start. */
  readonly prepare?: () => Promise<void>;
  /** Asked until it holds. Tasks have none: they are ready when they ended with code 0. */
  readonly isReady?: () => Promise<boolean>;
  /** Done once after each start, when it answers and before what needs it is started. */
  readonly settle?: () => Promise<void>;
  readonly readyWithinMs: number;
  /** What it is given after SIGTERM before SIGKILL comes. */
  readonly stopWithinMs: number;
}

export type Build = 'programs' | 'app' | 'engine';

export interface Listen {
  readonly protocol: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
}

export const LOOPBACK = '127.0.0.1';

export function tcp(port: number, host = LOOPBACK): Listen {
  return { protocol: 'tcp', host, port };
}
