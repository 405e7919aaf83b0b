import type { LessonId } from '@seodang/contracts/ids';
import type { LessonRecordingLedger } from '@seodang/contracts/recordings';
import type { LessonDirectory } from '../lessons/index.js';
import { csvOf } from '../platform/csv.rules.js';
import type { Actor } from '../platform/http/actor.js';
import type { RecordingLedger } from './ledger.model.js';

export interface LedgerDeps {
  readonly directory: Pick<LessonDirectory, 'assertAnswersFor'>;
  readonly ledger: Pick<RecordingLedger, 'listOf'>;
}

/** Shows the ledger to who answers for it. */
export class LedgerService {
  readonly #deps: LedgerDeps;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `lesson.not_found`, `auth.forbidden` */
  async view(actor: Actor, lessonId: LessonId): Promise<LessonRecordingLedger> {
    const { directory, ledger } = this.#deps;
    await directory.assertAnswersFor(actor, lessonId);
    const rows = await ledger.listOf(lessonId);
    return { lessonId, items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
  }

  /** The same as a table for spreadsheets. */
  async export(actor: Actor, lessonId: LessonId): Promise<string> {
    const { items } = await this.view(actor, lessonId);
    const lines = items.map(({ at, recordingId, deed, name, userId, detail }) => [
      at,
      recordingId,
      deed,
      name ?? '',
      userId ?? '',
      detail,
    ]);
    return csvOf(['at', 'recordingId', 'deed', 'name', 'userId', 'detail'], lines);
  }
}
