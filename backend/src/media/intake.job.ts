import type { WebhookIntake } from './webhook-intake.service.js';

/** Applies the webhooks that wait; the payload is empty, since the rows are in SQL. */
export function intakeJob(intake: Pick<WebhookIntake, 'drain'>) {
  return async (): Promise<{ settled: number }> => ({ settled: await intake.drain() });
}
