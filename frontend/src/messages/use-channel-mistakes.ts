import { useI18n } from 'vue-i18n';
import type { FieldIssue } from '../shared/forms/field-issue.js';

/** What is wrong with the name of a channel, where the general words are not enough. */
export function useChannelMistakes() {
  const { t } = useI18n();
  return (path: string, issue: FieldIssue): string | undefined =>
    path === 'name' && issue.code === 'invalid_format' ? t('messages.channel.nameWrong') : undefined;
}
