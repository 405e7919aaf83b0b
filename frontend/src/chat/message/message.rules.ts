import type { MessageView, Reaction } from '@seodang/contracts/chat';
import type { RoomView } from '@seodang/contracts/rooms';

/** What can be asked about a message, beyond reading it. */
export type MessageAct =
  | { readonly type: 'reply' | 'thread' | 'edit' | 'delete' | 'pin' | 'unpin' | 'report' | 'copy' | 'person' }
  | { readonly type: 'react'; readonly emoji: string; readonly isOn: boolean }
  | { readonly type: 'jump'; readonly seq: number };

export type ActType = MessageAct['type'];

/** The reactions at hand; the names of their texts are beside them. */
export const QUICK_REACTIONS = [
  { emoji: '👍', name: 'good' },
  { emoji: '❤️', name: 'heart' },
  { emoji: '😂', name: 'laugh' },
  { emoji: '😮', name: 'wonder' },
  { emoji: '😢', name: 'sad' },
  { emoji: '🙏', name: 'thanks' },
  { emoji: '👏', name: 'applause' },
  { emoji: '✅', name: 'done' },
] as const;

/** What a person may do about a message in a room. The server judges it again. */
export function actsOn(message: MessageView, room: RoomView, myId: string): ReadonlySet<ActType> {
  const isMine = message.author.id === myId;
  const isDeleted = message.deletedAt !== null;
  const isOpen = room.archivedAt === null && !isDeleted;
  const writes = isOpen && room.mayWrite;
  return setOf({
    copy: message.text !== '',
    report: !isDeleted && !isMine,
    reply: writes,
    react: isOpen && mayReact(room),
    thread: mayThread(message, room, writes),
    edit: writes && isMine,
    delete: isOpen && (isMine || room.mayModerate),
    [message.pinnedAt === null ? 'pin' : 'unpin']: isOpen && mayPin(room),
  });
}

/** To what only instructors write as well. */
const mayReact = ({ mayWrite, writers }: RoomView) => mayWrite || writers === 'instructors';

/** Pins are the instructor's in a class; in a conversation both have them. */
const mayPin = ({ kind, mayWrite, mayModerate }: RoomView) => mayModerate || (kind === 'direct' && mayWrite);

/** A thread that exists may be read in any case. */
function mayThread({ thread }: MessageView, { kind }: RoomView, writes: boolean): boolean {
  return kind !== 'thread' && (writes || thread !== null);
}

function setOf(may: Partial<Record<ActType, boolean>>): ReadonlySet<ActType> {
  return new Set((Object.keys(may) as ActType[]).filter((act) => may[act]));
}

/** Reactions with whether one has given them oneself. */
export function reactionsOf(reactions: readonly Reaction[], myId: string) {
  return reactions
    .filter(({ userIds }) => userIds.length > 0)
    .map(({ emoji, userIds }) => ({
      emoji,
      count: userIds.length,
      isMine: userIds.some((id) => id === myId),
    }));
}

/** Reactions after somebody gave or took back one. */
export function withReaction(
  reactions: readonly Reaction[],
  userId: string,
  { emoji, isOn }: { emoji: string; isOn: boolean },
): Reaction[] {
  const others = (userIds: Reaction['userIds']) => userIds.filter((id) => id !== userId);
  const known = reactions.map((reaction) => {
    if (reaction.emoji !== emoji) return reaction;
    const mine = isOn ? [userId as Reaction['userIds'][number]] : [];
    return { emoji, userIds: [...others(reaction.userIds), ...mine] };
  });
  if (!isOn || known.some((reaction) => reaction.emoji === emoji)) return known;
  return [...known, { emoji, userIds: [userId as Reaction['userIds'][number]] }];
}

/** One's own last message that can still be changed; null when there is none. */
export function lastOwn(messages: readonly MessageView[], myId: string): MessageView | null {
  return (
    messages.findLast(
      ({ author, deletedAt, text }) => author.id === myId && deletedAt === null && text !== '',
    ) ?? null
  );
}
