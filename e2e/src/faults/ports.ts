/** Two shares of the tests may run at the same time (`.mocharc.faults.cjs`). */
const first = process.env.TEST_SHARE === 'killed' ? 12_519 : 12_509;

/** Where the programs of fault tests listen, below the ports that Linux hands out; each replica takes one from `chat` on. */
export const PORTS = { api: first, mongodb: first + 1, redis: first + 2, chat: first + 3 };
