import { parseArgs } from 'node:util';
import { z } from 'zod';
import { EmbeddedMongo } from './server.js';

const Arguments = z.union([
  z.strictObject({ data: z.string().min(1), socket: z.string().startsWith('/') }),
  z.strictObject({
    data: z.string().min(1),
    port: z.coerce.number().int().min(0).max(65_535).default(27_017),
    host: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  }),
]);

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { data: text, port: text, host: text, socket: text } });
const parsed = Arguments.safeParse({ ...values });
if (!parsed.success) {
  process.stderr.write(
    `usage: embedded-mongo --data FOLDER [--port 27017 | --socket /PATH]\n${z.prettifyError(parsed.error)}\n`,
  );
  process.exit(2);
}
const place = 'socket' in parsed.data ? { path: parsed.data.socket } : parsed.data;

// There is no sign-in: files and socket are for this account alone.
process.umask(0o077);
const say = (what: string, error: unknown) => process.stderr.write(`${what}: ${String(error)}\n`);
const server = new EmbeddedMongo({
  folder: parsed.data.data,
  place,
  onError: say,
  onFatal: (error) => {
    say('a commit failed, the engine ends', error);
    process.exit(1);
  },
});
process.stdout.write(`ready on ${await server.listen()}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
