import { z } from 'zod';

const Port = z.coerce.number().int().min(1).max(65535);

const Config = z.object({
  /** Where both servers listen; another address than this machine's own is for a container with a network of its own. */
  MAIL_SINK_HOST: z.string().min(1).default('127.0.0.1'),
  SMTP_PORT: Port.default(10025),
  MAIL_PAGE_PORT: Port.default(10081),
  /** Where mails are kept; made when it is not there. */
  MAIL_FOLDER: z.string().min(1).default('mails'),
});
/** Every name that this program reads. */
export const CONFIG_NAMES: readonly string[] = Object.keys(Config.shape);
export type Config = z.infer<typeof Config>;

/** @throws {Error} which names every setting that cannot be used. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = Config.safeParse(env);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
