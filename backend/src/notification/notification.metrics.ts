import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Outcome } from './delivery.service.js';
import type { NoticeBacklog, NoticeBook } from './notice.model.js';
import type { Notice } from './notice.rules.js';

export type NoticeMetrics = ReturnType<typeof createNoticeMetrics>;

/** Figures of the worker: what waits to be told, what was, what could not be, and how long the mail server takes. */
export function createNoticeMetrics(registry: Registry, notices: Pick<NoticeBook, 'countOpen'>) {
  registerBacklog(registry, notices);
  const outcomes = new Counter({
    name: 'notices_total',
    help: 'Notices by what became of them; later: put off, since the mail server could not take it.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const late = new Histogram({
    name: 'notice_late_seconds',
    help: 'Time from when a notice was due until the mail server had it.',
    labelNames: ['kind'],
    buckets: [0.1, 0.5, 1, 2, 5, 15, 60, 300, 1800],
    registers: [registry],
  });
  const mail = new Histogram({
    name: 'mail_seconds',
    help: 'Time from the beginning of a mail until the mail server had it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    onOutcome: (outcome: Outcome, { kind, dueAt }: Notice) => {
      outcomes.inc({ kind, outcome });
      if (outcome === 'sent') late.observe({ kind }, Math.max(0, Date.now() - dueAt.getTime()) / 1000);
    },
    onMail: (tookSec: number) => {
      mail.observe(tookSec);
    },
  };
}

const SHOWN = ['due', 'claimed', 'handed', 'failed', 'unsure'] as const;

function registerBacklog(registry: Registry, notices: Pick<NoticeBook, 'countOpen'>): void {
  const age = new Gauge({
    name: 'notices_age_seconds',
    help: 'How long the notice that waits longest has been due.',
    registers: [registry],
  });
  const rows = new Gauge({
    name: 'notices_rows',
    help: 'Notices that wait (due, claimed, handed), that failed for good, and of which nobody knows (unsure).',
    labelNames: ['state'],
    async collect() {
      const states = await notices.countOpen();
      const find = (state: string): NoticeBacklog | undefined => states.find((each) => each.state === state);
      for (const state of SHOWN) rows.set({ state }, find(state)?.rows ?? 0);
      age.set(Math.max(0, find('due')?.oldestAgeSec ?? 0));
    },
    registers: [],
  });
  registry.registerMetric(rows);
}
