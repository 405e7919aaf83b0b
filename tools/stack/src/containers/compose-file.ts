import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../house/root.js';

const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  profiles: z.array(z.string()).optional(),
  restart: z.string(),
  read_only: z.boolean(),
  tmpfs: z.array(z.string()),
  user: z.string().optional(),
  init: z.boolean().optional(),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  mem_limit: z.string(),
  pids_limit: z.number(),
  ulimits: z.record(z.string(), z.string()).optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  stop_grace_period: z.string(),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string(),
    })
    .optional(),
});

const ComposeFile = z.looseObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.strictObject({})),
});

/** Where messages are kept: the files in `containers/messages`, of which COMPOSE_FILE names one. */
export const MESSAGE_STORES = ['mongodb', 'embedded'] as const;
export type MessageStore = (typeof MESSAGE_STORES)[number];

/**
 * `docker-compose.yml` with the file of a store, which may use no more of the format than docker-compose 1.29 and
 * Compose v2 both know: what is not in the schema is a mistake.
 *
 * @throws {ZodError} naming what it may not say.
 */
export function readComposeFile(store: MessageStore): z.infer<typeof ComposeFile> {
  const [whole, ofStore] = ['docker-compose.yml', `containers/messages/${store}.yml`].map(
    (path) => parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true }) as Tree,
  );
  return ComposeFile.parse(merged(whole ?? {}, ofStore ?? {}));
}

interface Tree {
  [name: string]: unknown;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** As compose puts files together: maps by their names, lists one after the other. */
function merged(first: Tree, second: Tree): Tree {
  const all = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = all[name];
    if (isTree(before) && isTree(value)) all[name] = merged(before, value);
    else all[name] = isList(before) && isList(value) ? [...before, ...value] : value;
  }
  return all;
}

/**
 * Fills in `${NAME}`, `${NAME:-default}` and `${NAME:?words}` as compose does; `$$` is one `$`.
 *
 * @throws {Error} for a name that has to be given and is not.
 */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (all, name: string, kind: string, rest: string) => {
      if (all === '$$') return '$';
      const value = env[name] ?? '';
      if (value !== '') return value;
      if (kind === '?') throw new Error(`${name} is not given: ${rest}`);
      return kind === '-' ? rest : '';
    },
  );
}
