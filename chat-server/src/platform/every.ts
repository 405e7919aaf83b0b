import type { Log } from '@seodang/server-kit/log';

export interface Repeated {
  readonly what: string;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
}

/** Does something again and again, never twice at once. @returns what ends it */
export function every({ what, everyMs, work }: Repeated, log: Log): () => void {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    work()
      .catch((error: unknown) => {
        log.warn({ err: error, what }, 'will be tried again');
      })
      .finally(() => {
        isRunning = false;
      });
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}
