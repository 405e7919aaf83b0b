import { startOnJanus } from './compose.js';
import { ConfigError, readConfig } from './config.js';
import { createLog } from './log.js';
import { onShutdown } from './shutdown.js';

try {
  const config = readConfig(process.env);
  const log = createLog(config.LOG_LEVEL);
  process.on('uncaughtException', (error) => {
    // What it was doing is not known to be whole any more; the journal ends what it leaves open.
    log.fatal({ err: error }, 'uncaught');
    process.exit(1);
  });
  const node = await startOnJanus(config, log);
  onShutdown(log, () => node.stop());
} catch (error) {
  const text = error instanceof ConfigError ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
