import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { Log } from '@seodang/server-kit/log';
import type { RecordingLifecycle } from './lifecycle.service.js';
import type { RecordingTable } from './recording.model.js';

export interface UnattendedDeps {
  readonly recordings: Pick<RecordingTable, 'listUnattended'>;
  readonly lifecycle: Pick<RecordingLifecycle, 'stopRunning'>;
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

  /** One that cannot be stopped now is asked again at the next look. @returns how many were stopped */
  async stop(): Promise<number> {
    const { recordings, now, log } = this.#deps;
    const left = await recordings.listUnattended(new Date(now().getTime() - UNATTENDED_MS));
    let stopped = 0;
    for (const each of left) {
      try {
        if (await this.#stopOne(each)) stopped += 1;
      } catch (error) {
        log.warn({ err: error, lessonId: each.lessonId, recordingId: each.id }, 'recording runs unattended');
      }
    }
    return stopped;
  }

  async #stopOne({ id, lessonId }: { id: RecordingId; lessonId: LessonId }): Promise<boolean> {
    const { lifecycle, log } = this.#deps;
    const running = await lifecycle.stopRunning(lessonId, { reason: 'nobody-inside', by: null });
    if (running) log.info({ lessonId, recordingId: id }, 'recording stopped: its instructor has been away');
    return running !== null;
  }
}
