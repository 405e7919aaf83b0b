import { parseArgs } from 'node:util';
import { z } from 'zod';
import { EmbeddedMongo } from './server.js';

const Arguments = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535),
  host: z.enum(['127.0.0.1', '::1', 'localhost']),
});

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '27017' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});
const parsed = Arguments.safeParse(values);
if (!parsed.success) {
  process.stderr.write(
    `usage: embedded-mongo --data FOLDER [--port 27017]\n${z.prettifyError(parsed.error)}\n`,
  );
  process.exit(2);
}

const say = (what: string, error: unknown) => process.stderr.write(`${what}: ${String(error)}\n`);
const server = new EmbeddedMongo({
  folder: parsed.data.data,
  host: parsed.data.host,
  port: parsed.data.port,
  onError: say,
  onFatal: (error) => {
    say('a commit failed, the engine ends', error);
    process.exit(1);
  },
});
const port = await server.listen();
process.stdout.write(`ready on ${parsed.data.host}:${port}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
