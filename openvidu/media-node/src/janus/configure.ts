import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { janusConfig } from './janus-config.js';
import { readJanusEnv } from './janus-env.js';

/** A program: writes the configuration of a Janus, for who starts it next with `janus -F $JANUS_CONFIG_FOLDER`. */
try {
  const options = readJanusEnv(process.env);
  mkdirSync(options.configFolder, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(janusConfig(options)))
    writeFileSync(join(options.configFolder, name), content, { mode: 0o600 });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
