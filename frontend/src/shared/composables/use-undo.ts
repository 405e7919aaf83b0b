import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../errors.js';
import { toasts } from '../ui/toasts.js';

/** Gives a function that says what was done, and offers for ten seconds to take it back; a failure of that is said too. */
export function useUndo(): (text: string, undo: () => Promise<unknown>) => void {
  const { t } = useI18n();
  return (text, undo) => {
    const run = () => {
      undo().catch((error: unknown) => toasts.show({ tone: 'bad', text: t(errorTextKey(error)) }));
    };
    toasts.show({ text, action: { label: t('common.undo'), run } });
  };
}
