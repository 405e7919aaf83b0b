import { z } from 'zod';

const Port = z.coerce.number().int().min(1).max(65535);

const Config = z.object({
  SMTP_PORT: Port.default(10025),
  MAIL_PAGE_PORT: Port.default(10080),
  /** Where mails are kept; made when it is not there. */
  MAIL_FOLDER: z.string().min(1).default('mails'),
});
export type Config = z.infer<typeof Config>;

/** @throws {Error} which names every setting that cannot be used. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = Config.safeParse(env);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
