import type { Reaction } from '@seodang/contracts/chat';
import type { UserId } from '@seodang/contracts/ids';

const EXCERPT_LENGTH = 120;
/** The first unit of a pair whose second was cut off. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;
const EMOJIS_PER_MESSAGE = 20;
const PEOPLE_PER_EMOJI = 200;

/** The beginning of a text on one line; whole characters, at most 120 of them. */
export function excerptOf(text: string): string {
  const beginning = text.slice(0, 4 * EXCERPT_LENGTH).replace(HALF_CHARACTER, '');
  const line = beginning.replace(/\s+/g, ' ');
  if (line.length <= EXCERPT_LENGTH && text.length <= 4 * EXCERPT_LENGTH) return line;
  const characters = Array.from(line);
  const isCut = characters.length > EXCERPT_LENGTH || text.length > 4 * EXCERPT_LENGTH;
  return isCut ? `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…` : line;
}

/**
 * The reactions after one person took one up or took it back.
 *
 * @returns the same list when nothing changes, or when there is no room for more.
 */
export function withReaction(
  reactions: readonly Reaction[],
  { emoji, userId, isOn }: { emoji: string; userId: UserId; isOn: boolean },
): readonly Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.userIds.includes(userId) ?? false) === isOn) return reactions;
  if (!isOn) {
    return reactions
      .map((each) =>
        each === known ? { ...each, userIds: each.userIds.filter((id) => id !== userId) } : each,
      )
      .filter(({ userIds }) => userIds.length > 0);
  }
  if (!known) {
    return reactions.length < EMOJIS_PER_MESSAGE ? [...reactions, { emoji, userIds: [userId] }] : reactions;
  }
  if (known.userIds.length >= PEOPLE_PER_EMOJI) return reactions;
  return reactions.map((each) => (each === known ? { ...each, userIds: [...each.userIds, userId] } : each));
}
