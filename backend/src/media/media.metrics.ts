import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Reconciled } from './reconcile.service.js';
import type { InboxState, WebhookInbox, WebhookRow } from './webhook-inbox.model.js';

/** Figures of the door, counted where webhooks are taken in. */
export function createDeskMetrics(registry: Registry) {
  const accepted = new Counter({
    name: 'webhooks_accepted_total',
    help: 'Webhooks answered with 200; a duplicate is a body that was stored before.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return {
    onAccepted: (outcome: 'new' | 'duplicate') => {
      accepted.inc({ outcome });
    },
  };
}

/** Figures of the worker: what waits, how late it is applied, what reconciliation had to put right. */
export function createMediaMetrics(registry: Registry, inbox: Pick<WebhookInbox, 'countUnapplied'>) {
  registerInboxGauges(registry, inbox);
  const lag = new Histogram({
    name: 'webhook_lag_seconds',
    help: 'Time from storing a webhook to its being settled.',
    labelNames: ['state'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600],
    registers: [registry],
  });
  const reconciled = new Counter({
    name: 'media_reconciled_total',
    help: 'What webhooks had not told and a look at the media server put right.',
    labelNames: ['what'],
    registers: [registry],
  });
  return {
    onSettled: (state: 'applied' | 'ignored' | 'failed', row: WebhookRow) => {
      lag.observe({ state }, Math.max(0, Date.now() - row.receivedAt.getTime()) / 1000);
    },
    onReconciled: ({ joined, gone, removed, ended }: Reconciled) => {
      reconciled.inc({ what: 'joined' }, joined);
      reconciled.inc({ what: 'gone' }, gone);
      reconciled.inc({ what: 'removed' }, removed);
      reconciled.inc({ what: 'ended' }, ended ? 1 : 0);
    },
  };
}

function registerInboxGauges(registry: Registry, inbox: Pick<WebhookInbox, 'countUnapplied'>): void {
  const age = new Gauge({
    name: 'webhook_inbox_age_seconds',
    help: 'How long the oldest webhook has been due.',
    registers: [registry],
  });
  const rows = new Gauge({
    name: 'webhook_inbox_rows',
    help: 'Webhooks that wait to be applied (new) or could not be (failed).',
    labelNames: ['state'],
    async collect() {
      const states = await inbox.countUnapplied();
      rows.set({ state: 'new' }, countOf(states, 'new'));
      rows.set({ state: 'failed' }, countOf(states, 'failed'));
      age.set(Math.max(0, states.find(({ state }) => state === 'new')?.oldestAgeSec ?? 0));
    },
    registers: [],
  });
  registry.registerMetric(rows);
}

function countOf(states: readonly InboxState[], wanted: InboxState['state']): number {
  return states.find(({ state }) => state === wanted)?.rows ?? 0;
}
