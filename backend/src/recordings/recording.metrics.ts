import { RecordingState } from '@seodang/contracts/recordings';
import { Gauge, Histogram, type Registry } from 'prom-client';
import type { RecordingTable } from './recording.model.js';
import type { PipelineStage } from './recording.row.js';

/** Figures of the worker: how long stages take, and how many recordings wait or failed. */
export function createRecordingMetrics(registry: Registry, table: Pick<RecordingTable, 'countByState'>) {
  const stages = new Histogram({
    name: 'recording_stage_seconds',
    help: 'How long a stage of the pipeline took that was done.',
    labelNames: ['stage'],
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 3_600],
    registers: [registry],
  });
  const rows = new Gauge({
    name: 'recordings_rows',
    help: 'Recordings by state; failed ones stay until they are made anew or deleted.',
    labelNames: ['state'],
    async collect() {
      const counted = await table.countByState();
      for (const state of RecordingState.options)
        rows.set({ state }, counted.find((each) => each.state === state)?.rows ?? 0);
    },
    registers: [],
  });
  registry.registerMetric(rows);
  return {
    onStage: (stage: PipelineStage, seconds: number) => {
      stages.observe({ stage }, seconds);
    },
  };
}

export type RecordingMetrics = ReturnType<typeof createRecordingMetrics>;
