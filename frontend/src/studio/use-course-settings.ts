import type { CourseView } from '@seodang/contracts/courses';
import { until, useNow } from '@vueuse/core';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { changesOf, fieldsOf } from './course-form.rules.js';
import { studioApi } from './studio.api.js';
import { useCourseForm } from './use-course-form.js';
import { keepCourse } from './use-courses.js';

/** So long after the last key a draft saves itself. */
const AUTOSAVE_MS = 1_500;

export type SaveState =
  | { kind: 'none' | 'saving' | 'failed' | 'unsaved' | 'incomplete' | 'typing' | 'justNow' }
  | { kind: 'minutes'; n: number };

/**
 * The fields of a course that exists. A draft saves itself as one writes; what everybody sees changes only when its
 * instructor says so. What others change meanwhile does not overwrite what is being typed.
 */
export function useCourseSettings(course: () => CourseView) {
  const kept = shallowRef(course());
  const savedAtMs = ref<number | null>(null);
  const now = useNow({ interval: 10_000 });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const form = useCourseForm({
    initial: fieldsOf(course()),
    seatsTaken: () => course().seats.taken,
    send: save,
  });
  const isChanged = computed(() => Object.keys(changesOf(form.values, kept.value)).length > 0);
  const savesItself = computed(() => course().state === 'draft');
  const isComplete = computed(form.isComplete);

  async function save(): Promise<void> {
    clearTimeout(timer);
    const changes = changesOf(form.values, kept.value);
    if (Object.keys(changes).length === 0) return;
    kept.value = await studioApi.updateCourse(course().id, changes);
    savedAtMs.value = Date.now();
    keepCourse(kept.value);
  }

  /** Saves a draft now if that can be done; a failure is shown, not thrown. */
  async function saveDraft(): Promise<void> {
    clearTimeout(timer);
    await until(form.busy).toBe(false);
    if (!savesItself.value || !isChanged.value || !isComplete.value) return;
    await form.submit(new Event('submit'));
    if (form.failure.value === null) plan();
  }

  function plan(): void {
    clearTimeout(timer);
    if (savesItself.value && isChanged.value) timer = setTimeout(() => void saveDraft(), AUTOSAVE_MS);
  }

  watch(() => JSON.stringify(form.values), plan);
  onScopeDispose(() => {
    clearTimeout(timer);
  });

  const saveState = computed<SaveState>(() => {
    if (form.busy.value) return { kind: 'saving' };
    if (isChanged.value) return { kind: unsavedState() };
    if (savedAtMs.value === null) return { kind: 'none' };
    const n = Math.floor((now.value.getTime() - savedAtMs.value) / 60_000);
    return n < 1 ? { kind: 'justNow' } : { kind: 'minutes', n };
  });

  function unsavedState() {
    if (form.failure.value !== null) return 'failed';
    if (!savesItself.value) return 'unsaved';
    return isComplete.value ? 'typing' : 'incomplete';
  }

  return { ...form, isChanged, savesItself, saveState, saveDraft };
}
