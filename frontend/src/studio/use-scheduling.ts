import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { LessonPlan } from './plan-lessons.js';
import { Scheduling, type PlanResult } from './scheduling.js';
import { studioApi } from './studio.api.js';
import { keepCourse, refreshLessons } from './use-courses.js';

/** Making lessons of a course one after the other, as a dialog shows it. */
export function useScheduling(courseId: () => string) {
  const results = shallowRef<readonly PlanResult[]>([]);
  const busy = ref(false);
  let scheduling: Scheduling | null = null;
  let stopping = new AbortController();

  const countOf = (kind: PlanResult['result']['kind']) =>
    results.value.filter(({ result }) => result.kind === kind).length;
  const made = computed(() => countOf('made'));
  const left = computed(() => countOf('open') + countOf('failed'));

  async function start(plans: readonly LessonPlan[]): Promise<void> {
    const id = courseId();
    scheduling = new Scheduling(plans, {
      schedule: (input) => studioApi.schedule(id, input),
      listStarts: () => startsOf(id),
      onChange: (now) => (results.value = now),
    });
    results.value = scheduling.results;
    await goOn();
  }

  /** Makes what is left after a failure or a stop. */
  async function goOn(): Promise<void> {
    if (scheduling === null || busy.value) return;
    stopping = new AbortController();
    busy.value = true;
    await scheduling.run(stopping.signal);
    busy.value = false;
    void refreshLessons(courseId());
  }

  function stop(): void {
    stopping.abort();
  }

  function clear(): void {
    stop();
    scheduling = null;
    results.value = [];
  }

  onScopeDispose(stop);
  return { results, made, left, busy, start, goOn, stop, clear };
}

/** The starts of what a course has now, straight from the server. */
async function startsOf(courseId: string): Promise<string[]> {
  const course = await studioApi.course(courseId, new AbortController().signal);
  keepCourse(course);
  return course.lessons.filter(({ state }) => state !== 'cancelled').map(({ startsAt }) => startsAt);
}
