import type { Person } from '../broker/application.js';
import { Talker } from './client.js';
import { openWorld, type World, type WorldOptions } from './replica.js';
import type { School } from './school.js';

export interface Asked {
  readonly status: number;
  readonly body: unknown;
}

/** A running chat for the tests of a `describe`. */
export interface UsedWorld {
  readonly world: () => World;
  readonly school: () => School;
  /** @param at Which replica */
  readonly enter: (person: Person, at?: number) => Promise<Talker>;
  /** Asks over HTTP, as that person. */
  readonly ask: (person: Person, path: string, body?: { put: unknown }) => Promise<Asked>;
}

export function useWorld(options: WorldOptions = {}): UsedWorld {
  let opened: World | null = null;
  before(async () => {
    opened = await openWorld(options);
  });
  after(async () => {
    await opened?.close();
  });
  const world = () => {
    if (!opened) throw new Error('not open yet');
    return opened;
  };
  return {
    world,
    school: () => world().school,
    enter: (person, at = 0) =>
      Talker.connect(world().replicas[at]?.port ?? 0, { passcode: world().school.ticketOf(person) }),
    ask: async (person, path, body) => {
      const response = await fetch(`http://127.0.0.1:${world().replicas[0]?.port ?? 0}/chat/api${path}`, {
        method: body ? 'PUT' : 'GET',
        headers: {
          authorization: `Bearer ${await world().school.tokenOf(person)}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body.put) } : {}),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
  };
}
