import type { Logger } from 'pino';

const HARD_END_MS = 10_000;

/**
 * Ends the process on SIGTERM and SIGINT: once, orderly, and in ten seconds at the latest.
 *
 * @param stop Stops taking work, drains and closes.
 */
export function onShutdown(log: Logger, stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, HARD_END_MS).unref();
    stop().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
