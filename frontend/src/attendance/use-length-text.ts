import { useI18n } from 'vue-i18n';

const SECONDS_MATTER_BELOW = 600;

/** A length of time in words: `42초`, `3분 12초`, `54분`; seconds only where they matter. */
export function useLengthText(): (seconds: number) => string {
  const { t } = useI18n();
  return (seconds) => {
    const whole = Math.floor(seconds / 60);
    const rest = Math.round(seconds % 60);
    if (whole === 0) return t('attendance.seconds', { n: rest });
    if (seconds < SECONDS_MATTER_BELOW && rest > 0)
      return t('attendance.minutesSeconds', { m: whole, s: rest });
    return t('attendance.minutes', { n: whole });
  };
}
