import { mkdir, rm } from 'node:fs/promises';
import type { Brake } from '@seodang/server-kit/governor';
import type { Log } from '@seodang/server-kit/log';
import type { Recorder } from '../recorder.js';
import type { RecordingRow } from '../recording.row.js';
import type { RecordingStorage } from '../storage/storage.js';
import type { WorkTable } from './work.model.js';

/** What the stages know of a recording. */
export type WorkRow = Pick<
  RecordingRow,
  | 'id'
  | 'nodeId'
  | 'version'
  | 'attempt'
  | 'hasRaw'
  | 'filmVersion'
  | 'nodeSize'
  | 'nodeDurationMs'
  | 'stoppedAt'
  | 'stopReason'
>;

/** What a stage works with: one recording, a folder of its own, and how to tell how far it is. */
export interface Work {
  readonly row: WorkRow;
  /** On this machine; what is in it may be gone at any time, and is made again then. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly brake: Brake;
  /** Of the stage, 0 to 1. */
  readonly report: (done: number) => void;
}

/** One run on all of it. */
export interface Run extends Work {
  readonly row: RecordingRow;
  /** Holds the lease. */
  readonly by: string;
}

export interface WorkDeps {
  readonly recorder: Pick<Recorder, 'open'>;
  readonly storage: RecordingStorage;
  readonly table: WorkTable;
  readonly log: Log;
}

export function sourceIn({ folder }: Pick<Work, 'folder'>): string {
  return `${folder}/film.mp4`;
}

/** Begins anew: what was found out about the film goes with it. */
export async function discard({ folder }: Pick<Work, 'folder'>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** Where the files of a version are kept. */
export function storeFolder({ id, version }: Pick<RecordingRow, 'id' | 'version'>): string {
  return `${id}/${version}`;
}

/** Makes a change one of this run alone: without its lease nothing changes. */
export function whileLeased({ by }: Pick<Run, 'by'>) {
  return { where: 'lease_by = :by', given: { by } };
}
