import type { DeliveryService } from './delivery.service.js';
import type { ReminderService } from './reminder.service.js';

export interface RaiseRemindersDeps {
  readonly reminders: Pick<ReminderService, 'raise'>;
  readonly delivery: Pick<DeliveryService, 'drain'>;
}

/** Rings when reminders are due; the payload is empty, since what is due is in SQL. Running twice gives the same result. */
export function raiseRemindersJob({ reminders, delivery }: RaiseRemindersDeps) {
  return async (): Promise<{ raised: number; settled: number }> => {
    const raised = await reminders.raise();
    return { raised, settled: await delivery.drain() };
  };
}
