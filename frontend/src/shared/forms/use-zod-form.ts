import { computed, nextTick, reactive, ref, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { z } from 'zod';
import { usePause } from '../composables/use-pause.js';
import { ApiError } from '../errors.js';
import { issueText, type FieldIssue } from './field-issue.js';

interface ZodFormOptions<Values extends object, Schema extends z.ZodType> {
  /** A schema of the contracts: what the server will ask of the same request. */
  schema: Schema;
  /** What the fields hold at first, as people type it. */
  initial: Values;
  /** The fields as the schema takes them; the values themselves when left out. */
  toInput?: (values: Values) => unknown;
  /** The text of a field's mistake where the general one is not enough; `path` is dotted. */
  say?: (path: string, issue: FieldIssue) => string | undefined;
  /** Does what the form is for. What it throws becomes `failure`. */
  send: (input: z.output<Schema>) => Promise<unknown>;
}

/**
 * A form over a schema of the contracts. Mistakes are shown from the first attempt on and vanish as they are mended;
 * an attempt with mistakes leads to the first of them (the control with `aria-invalid`). Fields that the server refused
 * are marked the same way, and a pause it asked for is counted down in `waitSec`.
 *
 * Bind `submit` to the form's submit event, and give `failure`, `waitSec` and `errors` to UiFormTroubles.
 */
export function useZodForm<Values extends object, Schema extends z.ZodType>(
  options: ZodFormOptions<Values, Schema>,
) {
  const { schema, initial, send, toInput = (typed: Values): unknown => typed, say } = options;
  const { t } = useI18n();
  const values = reactive({ ...initial }) as Values;
  const busy = ref(false);
  const attempted = ref(false);
  const failure = shallowRef<unknown>(null);
  const refused = shallowRef<readonly string[]>([]);
  const kept = shallowRef(JSON.stringify(initial));
  const pause = usePause(() => (failure.value = null));

  const issues = computed<readonly (readonly [path: string, issue: FieldIssue])[]>(() => {
    const found = attempted.value ? (schema.safeParse(toInput(values)).error?.issues ?? []) : [];
    return [
      ...found.map((issue) => [issue.path.join('.'), issue] as const),
      ...refused.value.map((path) => [path, { code: 'refused' }] as const),
    ];
  });
  /** The first mistake of each field, by its dotted path. */
  const errors = computed(() => {
    const texts: Record<string, string> = {};
    for (const [path, issue] of issues.value) texts[path] ??= say?.(path, issue) ?? issueText(issue, t);
    return texts;
  });
  const isChanged = computed(() => JSON.stringify(values) !== kept.value);

  watch(values, () => (refused.value = []), { deep: true });

  async function submit(event: Event): Promise<void> {
    const form = event.currentTarget;
    if (busy.value || pause.leftSec.value > 0) return;
    attempted.value = true;
    failure.value = null;
    const parsed = schema.safeParse(toInput(values));
    if (parsed.success) await attempt(parsed.data);
    await toFirstMistake(form);
  }

  async function attempt(input: z.output<Schema>): Promise<void> {
    busy.value = true;
    try {
      await send(input);
      attempted.value = false;
    } catch (error) {
      failure.value = error;
      if (!(error instanceof ApiError)) return;
      refused.value = error.fields.map(({ path }) => path);
      if (error.retryAfterSec !== undefined) pause.begin(error.retryAfterSec);
    } finally {
      busy.value = false;
    }
  }

  /** Puts other values in, which then count as unchanged. */
  function reset(to: Values): void {
    Object.assign(values, to);
    kept.value = JSON.stringify(values);
    attempted.value = false;
    failure.value = null;
    refused.value = [];
  }

  return { values, errors, failure, busy, waitSec: pause.leftSec, isChanged, submit, reset };
}

async function toFirstMistake(form: EventTarget | null): Promise<void> {
  await nextTick();
  if (form instanceof HTMLElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
