import Bowser from 'bowser';

const LONGEST = 80;

/** What a device calls itself, as a person reads it, e.g. `Chrome · Linux`; empty when it says nothing we know. */
export function deviceNameOf(userAgent: string): string {
  if (userAgent === '') return '';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name, os.name].filter(Boolean).join(' · ').slice(0, LONGEST);
}
