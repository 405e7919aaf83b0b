import { z } from 'zod';

/** Shapes of what a program is told by its environment. */
export const Port = z.coerce.number().int().min(1).max(65_535);

export const Secret = z
  .string()
  .min(32, 'must have at least 32 characters')
  .refine((text) => !/change.?me/i.test(text), 'is still the example value');

/** An address with one of these schemes, e.g. `urlWith('redis:', 'rediss:')`. */
export const urlWith = (...protocols: string[]) =>
  z.url().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must start with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

export const Origin = urlWith('http:', 'https:').refine(
  (text) => URL.canParse(text) && new URL(text).origin === text,
  'must be an origin: scheme, host and port only, without a slash at the end',
);

export const LogLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

/** Files that write every name down leave those empty that nobody set. */
export function emptyIsMissing<S extends z.ZodType>(schema: S) {
  return z.preprocess((text) => (text === '' ? undefined : text), schema);
}

/** The environment has mistakes; the message names every one of them and never shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Checks the environment.
 *
 * @throws {ConfigError} listing all mistakes at once.
 */
export function readEnvironment<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${env[String(issue.path[0])] === undefined ? 'is missing' : issue.message}`;
  });
  throw new ConfigError(`The environment has mistakes:\n${mistakes.join('\n')}`);
}
