import { ConfigError } from '@seodang/server-kit/environment';
import { readConfig } from './platform/config.js';
import { createLog } from '@seodang/server-kit/log';
import { startChat } from './start.js';

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel, service: 'chat-server' });
  const { shutdown } = await startChat(config, log);
  shutdown.onSignals();
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLog({ level: 'fatal', service: 'start' }).fatal({ err: error }, 'could not start');
  process.exit(1);
}
