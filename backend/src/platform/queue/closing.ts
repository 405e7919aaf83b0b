/**
 * Waits for `closing`, but no longer than `withinMs`: BullMQ and ioredis wait for ever for a Redis that went away while
 * they said goodbye to it.
 */
export async function closedWithin(withinMs: number, closing: Promise<unknown>): Promise<void> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    overdue = setTimeout(resolve, withinMs);
  });
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(overdue);
  }
}
