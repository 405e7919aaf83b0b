import type { RoomView } from '@seodang/contracts/rooms';
import { useI18n } from 'vue-i18n';
import { useSession } from '../identity/index.js';
import { useSharedNow } from '../shared/composables/use-shared-now.js';
import { dayKey, dayText, deviceZone, timeText } from '../shared/time.js';

/** Times and names of rooms, in the words of this person's language and zone. */
export function useMessageWords() {
  const { t, locale } = useI18n();
  const session = useSession();
  const now = useSharedNow();
  const zone = () => session.user?.timeZone ?? deviceZone();

  /** The time for today, the day for what is older. */
  function shortly(instant: string): string {
    const isToday = dayKey(instant, zone()) === dayKey(now.value, zone());
    return isToday
      ? timeText(instant, zone(), locale.value)
      : dayText(instant, zone(), locale.value, now.value);
  }

  function fully(instant: string): string {
    return `${dayText(instant, zone(), locale.value, now.value)} ${timeText(instant, zone(), locale.value)}`;
  }

  /** What a room is, below its name. */
  function about({ kind, course, direct }: RoomView): string {
    if (kind === 'lesson') return t('messages.lessonOf', { course: course?.title ?? '' });
    if (kind === 'direct') return direct === null ? '' : t(`messages.parts.${direct.person.part}`);
    return course?.title ?? '';
  }

  return { shortly, fully, about };
}
