import type { RecordingView } from '@seodang/contracts/recordings';
import { useI18n } from 'vue-i18n';
import { useLessonWords } from '../../lessons/index.js';
import { timeText } from '../../shared/time.js';
import { sizeOf } from './recording.rules.js';

/** When a recording was made, and its facts in words. */
export function useRecordingWords() {
  const { t, n, locale } = useI18n();
  const words = useLessonWords();

  const when = ({ startedAt }: RecordingView) =>
    `${words.day(startedAt)} ${timeText(startedAt, words.zone(), locale.value)}`;

  function size(bytes: number): string {
    const { n: amount, unit } = sizeOf(bytes);
    return `${n(amount)} ${unit}`;
  }

  function facts({ sizeBytes, viewers, renditions, captions, visibility, state }: RecordingView): string[] {
    const best = renditions.find((name) => name !== 'audio');
    return [
      ...(best === undefined ? [] : [best]),
      ...(sizeBytes === null ? [] : [size(sizeBytes)]),
      ...(captions.length === 0 ? [] : [t('recordings.facts.captions', { langs: captions.join(', ') })]),
      ...(state === 'ready' && visibility !== 'hidden' ? [t('recordings.facts.viewers', viewers)] : []),
    ];
  }

  return { when, size, facts, zone: words.zone };
}
