import { join } from 'node:path';
import { accountFor, type Account } from '../os/account.js';
import { mediaAddress } from '../os/network.js';
import type { Options } from './options.js';
import { publicAddress, type PublicAddress } from './public-address.js';
import { ROOT } from './root.js';
import { secretsOf, type Secrets } from './secrets.js';
import type { Slot } from './slot.js';

/** All that the table of parts is made from. */
export interface World {
  readonly root: string;
  readonly slot: Slot;
  readonly options: Options;
  readonly secrets: Secrets;
  readonly account: Account;
  readonly mediaIp: string;
  readonly address: PublicAddress;
  /** Settings of the media node and log levels that the caller's environment brings; they win over ours. */
  readonly passedOn: Readonly<Record<string, string>>;
  /** Where made recordings are kept, when the caller's environment names an S3-compatible store; by the backend's names. */
  readonly recordings: Readonly<Record<string, string>>;
}

/** @throws {Refusal} when this machine cannot hold the stack as asked for. */
export async function makeWorld(slot: Slot, options: Options, env: NodeJS.ProcessEnv): Promise<World> {
  const [account, mediaIp] = await Promise.all([
    accountFor([ROOT, join(ROOT, 'tools'), process.execPath]),
    mediaAddress(options.MEDIA_IP, { isolated: slot.number > 0 }),
  ]);
  return {
    root: ROOT,
    slot,
    options,
    secrets: secretsOf(slot.secretsFile),
    account,
    mediaIp,
    address: publicAddress(slot, options),
    passedOn: only(env, /^(OPENVIDU_(?!URL$|SECRET$)|RECORDING_|PAUSE_RENDERING_ABOVE$|LOG_LEVEL$)/),
    recordings: only(env, /^(RECORDINGS_STORAGE$|PAUSE_RENDERING_ABOVE$|S3_)/),
  };
}

function only(env: NodeJS.ProcessEnv, names: RegExp): Record<string, string> {
  const isWanted = ([name, value]: [string, string | undefined]) => value !== undefined && names.test(name);
  return Object.fromEntries(Object.entries(env).filter(isWanted)) as Record<string, string>;
}
