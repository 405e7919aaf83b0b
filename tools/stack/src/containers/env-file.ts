import { readFileSync } from 'node:fs';

/** The lines of an env file, as compose reads them. */
export function readEnvFile(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const pairs = lines.map((line) => /^(\w+)=(?:'(.*)'|(.*))$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']));
}
