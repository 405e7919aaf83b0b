import {
  DeleteMessage,
  EditMessage,
  MarkRead,
  PinMessage,
  ReactToMessage,
  ReportMessage,
  SendMessage,
  Typing,
} from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomAction } from '@seodang/contracts/live/destinations';
import type { z } from 'zod';
import { AppError } from '@seodang/server-kit/errors';
import { checked } from '@seodang/server-kit/http/input';
import type { Rounds } from '../platform/rounds.js';
import type { ReportService } from '../reports/report.service.js';
import type { ReadingService } from '../rooms/reading.service.js';
import type { ChangeService } from './change.service.js';
import type { SendService } from './send.service.js';
import type { TypingService } from './typing.js';

/** Does what one person wants done in one room; `body` is text as it came. */
export type RoomActions = Readonly<
  Record<RoomAction, (userId: UserId, roomId: RoomId, body: string) => Promise<void>>
>;

/** Each action with the shape of its body. All throw `request.invalid` for one that is not of it. */
export function roomActions(services: {
  sending: SendService;
  changes: ChangeService;
  reading: ReadingService;
  typing: TypingService;
  reports: ReportService;
  /** Of what is sent: it is checked when its commit is near. */
  rounds: Rounds;
}): RoomActions {
  const { sending, changes, reading, typing, reports, rounds } = services;
  const send = taking(SendMessage, (...args) => sending.send(...args));
  return {
    send: (...args) => rounds.next().then(() => send(...args)),
    edit: taking(EditMessage, (...args) => changes.edit(...args)),
    delete: taking(DeleteMessage, (...args) => changes.delete(...args)),
    react: taking(ReactToMessage, (...args) => changes.react(...args)),
    pin: taking(PinMessage, (...args) => changes.pin(...args)),
    read: taking(MarkRead, (...args) => reading.mark(...args)),
    typing: taking(Typing, (...args) => typing.tell(...args)),
    report: taking(ReportMessage, (...args) => reports.report(...args)),
  };
}

function taking<S extends z.ZodType>(
  schema: S,
  act: (userId: UserId, roomId: RoomId, input: z.output<S>) => Promise<void>,
): RoomActions[RoomAction] {
  return (userId, roomId, body) => act(userId, roomId, bodyIn(schema, body));
}

/** @throws {AppError} `request.invalid` */
export function bodyIn<S extends z.ZodType>(schema: S, body: string): z.output<S> {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    throw new AppError('request.invalid', { errors: [{ path: '', message: 'not JSON' }] });
  }
  return checked(schema, input);
}
