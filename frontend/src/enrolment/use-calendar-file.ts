import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import { saveFile } from '../shared/save-file.js';
import { toasts } from '../shared/ui/toasts.js';
import { enrolmentApi } from './enrolment.api.js';

/** Gives a lesson to one's calendar, as the file that all calendars read. `fetchingId` is the lesson under way. */
export function useCalendarFile() {
  const { t } = useI18n();
  const fetchingId = ref<string>();

  async function save(lesson: { id: string; title: string }): Promise<void> {
    fetchingId.value = lesson.id;
    try {
      saveFile(await enrolmentApi.calendar(lesson.id), `${lesson.title}.ics`);
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    } finally {
      fetchingId.value = undefined;
    }
  }

  return { save, fetchingId };
}
