import { ConfigError, readConfig } from './platform/config.js';
import { createLog } from './platform/log.js';
import { startChat } from './start.js';

try {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const { shutdown } = await startChat(config, log);
  shutdown.onSignals();
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLog('fatal').fatal({ err: error }, 'could not start');
  process.exit(1);
}
