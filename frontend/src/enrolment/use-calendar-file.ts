import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import { toasts } from '../shared/ui/toasts.js';
import { enrolmentApi } from './enrolment.api.js';

const KEPT_MS = 60_000;

/** Gives a lesson to one's calendar, as the file that all calendars read. `fetchingId` is the lesson under way. */
export function useCalendarFile() {
  const { t } = useI18n();
  const fetchingId = ref<string>();

  async function save(lesson: { id: string; title: string }): Promise<void> {
    fetchingId.value = lesson.id;
    try {
      hand(await enrolmentApi.calendar(lesson.id), `${lesson.title.replace(/[\\/:*?"<>|]+/g, ' ')}.ics`);
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    } finally {
      fetchingId.value = undefined;
    }
  }

  return { save, fetchingId };
}

/** The way to save what only a request with a token may fetch. */
function hand(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, KEPT_MS);
}
