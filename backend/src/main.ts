import { composeApi } from './app/compose.js';
import { migrateWhenReachable, openPlatform } from './app/platform.js';
import { runProcess } from './app/process.js';
import { closeServer, listen } from '@seodang/server-kit/http/server';

await runProcess(async (config) => {
  const platform = openPlatform(config, 'api');
  platform.shutdown.onSignals();
  await migrateWhenReachable(platform);
  const app = await composeApi(platform);
  const server = await listen(app, { host: config.apiHost, port: config.apiPort });
  platform.shutdown.add('http', () => closeServer(server));
  platform.log.info({ host: config.apiHost, port: config.apiPort }, 'listening');
});
