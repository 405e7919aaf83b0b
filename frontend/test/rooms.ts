import { MessageView } from '@seodang/contracts/chat';
import { RoomView } from '@seodang/contracts/rooms';

const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A channel of a course in which one may write, unless told otherwise. */
export const aRoom = (more: Partial<Record<keyof RoomView, unknown>> = {}) =>
  RoomView.parse({
    id: id(50),
    kind: 'channel',
    name: '이야기',
    course: { id: id(11), title: '한글 서예 입문' },
    lesson: null,
    parent: null,
    direct: null,
    writers: 'everyone',
    slowModeSec: 0,
    archivedAt: null,
    mute: null,
    mayWrite: true,
    mayModerate: false,
    ...more,
  });

/** A message of the instructor, the room's first, unless told otherwise. */
export const aMessage = (more: Partial<Record<keyof MessageView, unknown>> = {}) =>
  MessageView.parse({
    id: id(60),
    roomId: id(50),
    seq: 1,
    clientId: id(70),
    author: { id: id(12), name: '김규현', part: 'instructor' },
    text: '반가워요',
    attachments: [],
    mentions: [],
    replyTo: null,
    reactions: [],
    thread: null,
    sentAt: '2026-11-21T08:00:00.000Z',
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    version: 1,
    ...more,
  });
