import { Role } from '@seodang/contracts/identity';
import { z } from 'zod';
import { hintsOn } from './app/hints.js';
import { migrateWhenReachable, openPlatform } from './app/platform.js';
import { runProcess } from './app/process.js';
import { BearerCache, RoleService } from './identity/index.js';
import { AccessHints } from './rooms/index.js';

const Wanted = z.tuple([z.email().toLowerCase(), Role]);

/** `grant-role EMAIL ROLE` adds a role to an account; so a school gets its first operator, who gives roles by the API. */
await runProcess(async (config) => {
  const wanted = Wanted.safeParse(process.argv.slice(2).map((word) => word.toLowerCase()));
  if (!wanted.success) {
    refuse('usage: grant-role EMAIL student|instructor|operator');
    return;
  }
  const platform = openPlatform({ ...config, logLevel: 'warn' }, 'grant-role');
  await migrateWhenReachable(platform);
  const roles = new RoleService({
    ...platform,
    bearers: new BearerCache(hintsOn(new AccessHints(platform)).identity),
  });
  try {
    const account = await roles.grant(...wanted.data);
    process.stdout.write(`${account.email}: ${account.roles.join(', ')}\n`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(error.message);
  } finally {
    await platform.shutdown.run();
  }
});

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
