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
    passedOn: passedOnFrom(env),
  };
}

function passedOnFrom(env: NodeJS.ProcessEnv): Record<string, string> {
  const isPassedOn = ([name, value]: [string, string | undefined]) =>
    value !== undefined && (/^(OPENVIDU_(?!URL$|SECRET$)|RECORDING_)/.test(name) || name === 'LOG_LEVEL');
  return Object.fromEntries(Object.entries(env).filter(isPassedOn)) as Record<string, string>;
}
