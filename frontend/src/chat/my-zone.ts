import { useSession } from '../identity/index.js';
import { deviceZone } from '../shared/time.js';

/** The time zone in which this person reads times, as on all other pages. */
export function myZone(): string {
  return useSession().user?.timeZone ?? deviceZone();
}
