import { Refusal } from '../house/refusal.js';
import type { World } from '../house/world.js';
import { coturn } from './coturn.js';
import { janus } from './janus.js';
import { mariadb } from './mariadb.js';
import { mongodb } from './mongodb.js';
import { nginx } from './nginx.js';
import { PART_NAMES, type Part, type PartName } from './part.js';
import { api, chatServer, mailSink, mediaNode, migrate, seed, worker } from './programs.js';
import { redis } from './redis.js';

/** Null: this stack does without. */
const MAKERS: Record<PartName, (world: World) => Part | null> = {
  mariadb,
  redis,
  mongodb,
  coturn,
  janus,
  'mail-sink': mailSink,
  'media-node': mediaNode,
  migrate,
  seed,
  api,
  worker,
  'chat-server': chatServer,
  nginx,
};

/** The parts of a stack, each after those it needs. @param only These and what they need; null for all. */
export function partTable(world: World, only: readonly PartName[] | null): Part[] {
  const all = PART_NAMES.map((name) => MAKERS[name](world)).filter((part) => part !== null);
  if (only === null) return all;
  const wanted = new Set<PartName>();
  const want = (name: PartName) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    all.find((part) => part.name === name)?.needs.forEach(want);
  };
  only.forEach(want);
  return all.filter(({ name }) => wanted.has(name));
}

/** @throws {Refusal} for a name that no part has. */
export function readPartNames(list: string): PartName[] {
  return list.split(',').map((text) => {
    const name = PART_NAMES.find((known) => known === text.trim());
    if (name === undefined)
      throw new Refusal(`There is no part "${text}"; parts are ${PART_NAMES.join(', ')}.`);
    return name;
  });
}
