import { migrateWhenReachable } from './app/platform.js';
import { runProcess } from './app/process.js';
import { createLog } from '@seodang/server-kit/log';

/** Brings the schema up to date and ends; the API does the same when it starts. */
await runProcess(async (config) => {
  await migrateWhenReachable({ config, log: createLog({ level: config.logLevel, service: 'migrate' }) });
});
