import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Deletes a unix socket that nobody listens on any more, as a killed program leaves it. One that is listened on stays:
 * whoever wants to listen there as well is told EADDRINUSE.
 */
export async function removeAbandoned(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') await rm(path);
  } finally {
    socket.destroy();
  }
}
