import { MessageView } from '@seodang/contracts/chat';
import { RoomPerson, RoomView } from '@seodang/contracts/rooms';

const id = (n: number) => `01932f00-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const aPerson = (more: Partial<Record<keyof RoomPerson, unknown>> = {}) =>
  RoomPerson.parse({ id: id(2), name: '김영준', part: 'student', ...more });

/** The one who is signed in: of `aSession`. */
export const me = RoomPerson.parse({ id: id(1), name: '정하영', part: 'student' });

/** A course's channel in which one may write, unless told otherwise. */
export const aRoom = (more: Partial<Record<keyof RoomView, unknown>> = {}) =>
  RoomView.parse({
    id: id(30),
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

/** The message at a position (1 unless told otherwise), a second after the one before. */
export const aMessage = (more: Partial<Record<keyof MessageView, unknown>> = {}) => {
  const seq = typeof more.seq === 'number' ? more.seq : 1;
  return MessageView.parse({
    id: id(1000 + seq),
    roomId: id(30),
    seq,
    clientId: `01932f00-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    author: aPerson(),
    text: '획 끝에서 붓을 언제 들어야 하나요?',
    attachments: [],
    mentions: [],
    replyTo: null,
    reactions: [],
    thread: null,
    sentAt: new Date(Date.UTC(2026, 10, 21, 9, 0, seq)).toISOString(),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    version: 1,
    ...more,
  });
};
