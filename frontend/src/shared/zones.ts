import { zoneName } from './time.js';

export interface ZoneChoice {
  /** IANA name. */
  readonly value: string;
  /** The city, and what its time is called. */
  readonly text: string;
  /** The part of the IANA name that tells a part of the world, e.g. `Asia`. */
  readonly area: string;
}

const byLocale = new Map<string, readonly ZoneChoice[]>();

/** All time zones this browser knows, by part of the world and name; `wanted` are there in any case. */
export function zoneChoices(locale: string, wanted: readonly string[]): readonly ZoneChoice[] {
  const known = byLocale.get(locale) ?? read(locale);
  byLocale.set(locale, known);
  const missing = wanted.filter((zone) => known.every(({ value }) => value !== zone));
  return missing.length === 0
    ? known
    : sorted([...known, ...missing.map((zone) => toChoice(zone, locale))], locale);
}

function read(locale: string): readonly ZoneChoice[] {
  return sorted(
    Intl.supportedValuesOf('timeZone').map((zone) => toChoice(zone, locale)),
    locale,
  );
}

function toChoice(value: string, locale: string): ZoneChoice {
  const [area = value, ...rest] = value.split('/');
  if (rest.length === 0) return { value, text: zoneName(value, locale), area: 'Etc' };
  const city = rest.join(', ').replaceAll('_', ' ');
  return { value, text: `${city} · ${zoneName(value, locale)}`, area };
}

function sorted(choices: ZoneChoice[], locale: string): readonly ZoneChoice[] {
  const { compare } = new Intl.Collator(locale);
  return choices.sort((a, b) => compare(a.area, b.area) || compare(a.text, b.text));
}
