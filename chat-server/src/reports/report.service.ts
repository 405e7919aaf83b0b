import type { ReportMessage, ReportView, ResolveReport } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { z } from 'zod';
import type { RoomAccess } from '../access/room-access.js';
import type { Person } from '../broker/application.js';
import type { ChangeService } from '../chat/change.service.js';
import type { Limits } from '../chat/limits.js';
import type { MessageStore } from '../chat/message.store.js';
import { toMessageView } from '../chat/message.view.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import { newUuid } from '@seodang/server-kit/ids';
import type { ReportStore } from './report.store.js';

const SHOWN = 100;

export interface ReportServiceDeps {
  readonly access: RoomAccess;
  readonly messages: MessageStore;
  readonly reports: ReportStore;
  readonly changes: Pick<ChangeService, 'deleteAnywhere'>;
  readonly limits: Limits;
  readonly now: Now;
}

/** Messages that people show to operators, and what operators do about them. */
export class ReportService {
  readonly #deps: ReportServiceDeps;

  constructor(deps: ReportServiceDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `room.not_found`, `message.not_found`, `report.twice`, `request.too_many` */
  async report(userId: UserId, roomId: RoomId, { messageId, reason, words }: ReportMessage): Promise<void> {
    const { access, messages, reports, limits, now } = this.#deps;
    const { self: reporter } = await access.get(userId, roomId);
    await limits.report(userId);
    const message = await messages.find(roomId, messageId);
    if (!message || message.deletedAt) throw new AppError('message.not_found');
    const report = { _id: newUuid(), messageId, reporter, reason, words, reportedAt: now() };
    if (!(await reports.add({ ...report, resolution: 'open' }))) throw new AppError('report.twice');
  }

  /** Open ones first, the newest first. */
  async list(): Promise<ReportView[]> {
    const { messages, reports } = this.#deps;
    const rows = await reports.list(SHOWN);
    const found = await messages.findAnywhere([...new Set(rows.map(({ messageId }) => messageId))]);
    const byId = new Map(found.map((message) => [message._id, message]));
    return rows.flatMap(({ _id: id, messageId, reportedAt, ...rest }) => {
      const message = byId.get(messageId);
      if (!message) return [];
      return [{ ...rest, id, message: toMessageView(message), reportedAt: reportedAt.toISOString() }];
    });
  }

  /** @throws {AppError} `request.not_found` */
  async resolve(operator: Person, id: string, { resolution }: z.infer<typeof ResolveReport>): Promise<void> {
    const { messages, reports, changes } = this.#deps;
    const report = await reports.find(id);
    if (!report) throw new AppError('request.not_found');
    if (resolution === 'message-deleted') {
      const [message] = await messages.findAnywhere([report.messageId]);
      const by = { id: operator.userId, name: operator.name, part: 'operator' as const };
      if (message) await changes.deleteAnywhere(by, message, `${report.reason}: ${report.words}`);
    }
    await reports.resolve(report, resolution);
  }
}
