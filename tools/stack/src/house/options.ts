import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { Refusal } from './refusal.js';

const Port = z.coerce.number().int().min(1).max(65535);
const Switch = z
  .enum(['0', '1', 'true', 'false', ''])
  .transform((value) => value === '1' || value === 'true');

/** What the person who starts a stack may choose, by the names of the environment. */
const Options = z.object({
  PORT: Port.optional(),
  HTTPS: Switch.default(false),
  HTTPS_PORT: Port.optional(),
  /** Name or address under which other devices reach this machine. */
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'a host name or an IPv4 address')
    .optional(),
  MEDIA_IP: z
    .string()
    .refine((value) => isIPv4(value), 'an IPv4 address')
    .optional(),
  MONGODB_URI: z.string().optional(),
  /** Where browsers reach the media node when no nginx stands before it. */
  SIGNALLING_PORT: Port.optional(),
});
export type Options = z.infer<typeof Options>;

/**
 * @param env Usually `process.env`; a name that is set to nothing counts as not set.
 * @throws {Refusal} which names every setting that cannot be used.
 */
export function readOptions(env: NodeJS.ProcessEnv): Options {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Options.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Refusal(`These settings cannot be used:\n  ${lines.join('\n  ')}`);
}

/** The settings as environment again, to hand them to another process of the stack. */
export function optionsAsEnv(options: Options): Record<string, string> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, value === true ? '1' : String(value)]));
}
