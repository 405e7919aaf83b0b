/** Where the programs of fault tests listen, below the ports that Linux hands out; each replica takes one from `chat` on. */
export const PORTS = { api: 12_509, mongodb: 12_510, redis: 12_511, chat: 12_512 };
