import { migrateWhenReachable, openPlatform } from './app/platform.js';
import { runProcess } from './app/process.js';
import { startWorker } from './app/start-worker.js';

await runProcess(async (config) => {
  const platform = openPlatform(config, 'worker');
  platform.shutdown.onSignals();
  await migrateWhenReachable(platform);
  await startWorker(platform);
  platform.log.info({ host: config.apiHost, port: config.workerPort }, 'working');
});
