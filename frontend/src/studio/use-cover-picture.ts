import type { CourseView } from '@seodang/contracts/courses';
import { onScopeDispose, shallowReactive, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import { toasts } from '../shared/ui/toasts.js';
import { troubleOf, type PictureTrouble } from './picture.js';
import { studioApi } from './studio.api.js';
import { keepCourse } from './use-courses.js';

/** What is under way with a picture for a cover. */
export interface CoverPicture {
  /** The one that was chosen and is not on the server yet. */
  readonly file: File | null;
  /** How much of it has been sent, from 0 to 1; null while it is not being sent. */
  readonly part: number | null;
  /** Why it cannot be taken. */
  readonly trouble: PictureTrouble | null;
  /** Why sending it failed. */
  readonly failure: unknown;
}

const NOTHING: CoverPicture = { file: null, part: null, trouble: null, failure: null };

/** Choosing a picture for a cover, and sending it to a course with progress and a way to stop. */
export function useCoverPicture() {
  const picture = shallowReactive<{ -readonly [Key in keyof CoverPicture]: CoverPicture[Key] }>({
    ...NOTHING,
  });
  let sending: AbortController | null = null;

  /** Takes a picture if it can be one; gives whether it did. */
  function choose(file: File): boolean {
    const trouble = troubleOf(file);
    Object.assign(picture, NOTHING, { file: trouble === null ? file : null, trouble });
    return trouble === null;
  }

  /** Sends the picture that was chosen. Gives the course, or null when it failed or was stopped. */
  async function send(courseId: string): Promise<CourseView | null> {
    const { file } = picture;
    if (file === null) return null;
    const { signal } = (sending = new AbortController());
    const onProgress = (part: number) => (picture.part = part);
    Object.assign(picture, { part: 0, failure: null });
    try {
      const course = await studioApi.putCover(courseId, file, { onProgress, signal });
      keepCourse(course);
      Object.assign(picture, NOTHING);
      return course;
    } catch (failure) {
      if (!signal.aborted) Object.assign(picture, { part: null, failure });
      return null;
    }
  }

  function cancel(): void {
    sending?.abort();
    Object.assign(picture, NOTHING);
  }

  function refuse(): void {
    sending?.abort();
    Object.assign(picture, NOTHING, { trouble: 'unreadable' });
  }

  onScopeDispose(() => sending?.abort());
  return { picture, choose, send, cancel, refuse };
}

/** Taking the picture of a cover away, with a way back. */
export function useRemoveCover() {
  const { t } = useI18n();
  const removing = shallowRef(false);

  async function remove(course: CourseView): Promise<void> {
    const { image } = course.cover;
    if (image === null || removing.value) return;
    removing.value = true;
    try {
      const picture = await pictureAt(image.w960);
      keepCourse(await studioApi.removeCover(course.id));
      const undo = { label: t('common.undo'), run: () => void putBack(course.id, picture) };
      toasts.show({ text: t('studio.cover.removed'), action: undo });
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    } finally {
      removing.value = false;
    }
  }

  async function putBack(courseId: string, picture: Blob): Promise<void> {
    try {
      const signal = new AbortController().signal;
      keepCourse(await studioApi.putCover(courseId, picture, { onProgress: () => undefined, signal }));
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    }
  }

  return { removing, remove };
}

/** The picture as it is now, so that it can be put back. */
async function pictureAt(path: string): Promise<Blob> {
  const response = await fetch(path, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`the cover is answered by ${response.status}`);
  return response.blob();
}
