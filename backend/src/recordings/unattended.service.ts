import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { Log } from '@seodang/server-kit/log';
import type { InTransaction } from '../platform/db/transaction.js';
import type { RecordingLedger } from './ledger.model.js';
import type { RecordingLifecycle } from './lifecycle.service.js';
import type { RecordingTable } from './recording.model.js';

export interface UnattendedDeps {
  readonly recordings: Pick<RecordingTable, 'listUnattended'>;
  readonly lifecycle: Pick<RecordingLifecycle, 'stopRunning'>;
  readonly ledger: Pick<RecordingLedger, 'write'>;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** As long as the media server waits when nobody at all is left. @see OpenVidu `OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT` */
export const UNATTENDED_MS = 120_000;

/**
 * Stops recordings whose instructor has been away for two minutes: whoever is left could neither stop it nor answer for it.
 * When nobody at all is left, the media server stops by itself.
 */
export class UnattendedRecordings {
  readonly #deps: UnattendedDeps;

  constructor(deps: UnattendedDeps) {
    this.#deps = deps;
  }

  /** @returns how many were stopped. One that cannot be stopped keeps no other going; the next look tries again. */
  async stop(): Promise<number> {
    const { recordings, now } = this.#deps;
    const left = await recordings.listUnattended(new Date(now().getTime() - UNATTENDED_MS));
    let stopped = 0;
    for (const each of left) stopped += await this.#stopOne(each);
    return stopped;
  }

  async #stopOne(left: { id: RecordingId; lessonId: LessonId }): Promise<number> {
    try {
      return await this.#stopNow(left);
    } catch (error) {
      this.#deps.log.warn({ err: error, ...left }, 'recording without its instructor could not be stopped');
      return 0;
    }
  }

  async #stopNow({ id, lessonId }: { id: RecordingId; lessonId: LessonId }): Promise<number> {
    const { lifecycle, ledger, inTransaction, now, log } = this.#deps;
    if (!(await lifecycle.stopRunning(lessonId, 'nobody-inside'))) return 0;
    const entry = { recordingId: id, lessonId, userId: null, at: now() };
    await inTransaction((tx) => ledger.write(tx, { ...entry, deed: 'stopped', detail: 'unattended' }));
    log.info({ lessonId, recordingId: id }, 'recording stopped: its instructor has been away');
    return 1;
  }
}
