import { ConfigError } from '@seodang/server-kit/environment';
import { readConfig, type Config } from '../platform/config.js';
import { createLog } from '@seodang/server-kit/log';

/** Runs a program with the environment's configuration; one that cannot begin says why and ends with 1. */
export async function runProcess(program: (config: Config) => Promise<void>): Promise<void> {
  try {
    await program(readConfig(process.env));
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else createLog({ level: 'fatal', service: 'start' }).fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}
