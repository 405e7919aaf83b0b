import type { EntryMode } from '../media/device-memory.js';
import type { DeviceTrouble } from '../media/device-trouble.rules.js';
import type { LocalDevice, LocalState } from '../media/local-media.js';

export type CheckState = 'running' | 'pass' | 'warn' | 'fail' | 'todo';

/** What was found about the way to the server. */
export type NetworkFinding =
  | { readonly kind: 'measuring' }
  | { readonly kind: 'no-api' }
  | { readonly kind: 'no-socket' }
  | { readonly kind: 'reached'; readonly rttMs: number };

/** One thing to be in order before going in. `text` and `trouble` choose the sentence that helps. */
export interface Check {
  readonly id: 'permission' | 'devices' | 'network' | 'consent';
  readonly state: CheckState;
  readonly text: CheckText | null;
  readonly trouble: { readonly about: 'both' | 'microphone' | 'camera'; readonly kind: DeviceTrouble } | null;
}

export type CheckText =
  | 'asking'
  | 'allowed'
  | 'notNeeded'
  | 'ready'
  | 'microphoneOnly'
  | 'opening'
  | 'measuring'
  | 'quick'
  | 'slow'
  | 'noApi'
  | 'noSocket'
  | 'agreed'
  | 'agreeBelow';

export interface Circumstances {
  readonly local: LocalState;
  readonly entry: EntryMode;
  readonly network: NetworkFinding;
  /** Null while that is not known. */
  readonly hasAgreed: boolean | null;
}

/** Above this, people begin to talk into each other. @see ITU-T G.114 */
const SLOW_RTT_MS = 300;
const REFUSALS: readonly DeviceTrouble[] = ['denied', 'insecure'];

/** The checks of the lobby, always in the same order. Only the consent has to pass: one can always listen. */
export function checksOf({ local, entry, network, hasAgreed }: Circumstances): Check[] {
  return [
    { id: 'permission', ...permission(local, entry) },
    { id: 'devices', ...devices(local, entry) },
    { id: 'network', ...wayToServer(network) },
    { id: 'consent', ...consent(hasAgreed) },
  ];
}

type Finding = Omit<Check, 'id'>;

function said(state: CheckState, text: CheckText): Finding {
  return { state, text, trouble: null };
}

function consent(hasAgreed: boolean | null): Finding {
  if (hasAgreed === null) return said('running', 'opening');
  return hasAgreed ? said('pass', 'agreed') : said('todo', 'agreeBelow');
}

function permission({ microphone, camera }: LocalState, entry: EntryMode): Finding {
  if (entry === 'listen') return said('pass', 'notNeeded');
  const refused = troubleOf(microphone, camera, (kind) => REFUSALS.includes(kind));
  if (refused !== null) return { state: 'fail', text: null, trouble: refused };
  const isOpen = microphone.track !== null || camera.track !== null;
  return !isOpen && (microphone.opening || camera.opening)
    ? said('running', 'asking')
    : said('pass', 'allowed');
}

function devices({ microphone, camera }: LocalState, entry: EntryMode): Finding {
  if (entry === 'listen') return said('pass', 'notNeeded');
  if (microphone.opening || camera.opening) return said('running', 'opening');
  const trouble = troubleOf(microphone, camera, (kind) => !REFUSALS.includes(kind));
  if (trouble !== null) return { state: 'warn', text: null, trouble };
  if (microphone.track === null) return said('warn', 'opening');
  return said('pass', camera.track === null ? 'microphoneOnly' : 'ready');
}

function troubleOf(
  microphone: LocalDevice,
  camera: LocalDevice,
  isMeant: (kind: DeviceTrouble) => boolean,
): Check['trouble'] {
  const of = ({ trouble }: LocalDevice) => (trouble !== null && isMeant(trouble) ? trouble : null);
  const [ofMicrophone, ofCamera] = [of(microphone), of(camera)];
  if (ofMicrophone !== null) {
    return { about: ofMicrophone === ofCamera ? 'both' : 'microphone', kind: ofMicrophone };
  }
  return ofCamera === null ? null : { about: 'camera', kind: ofCamera };
}

function wayToServer(network: NetworkFinding): Finding {
  switch (network.kind) {
    case 'measuring':
      return said('running', 'measuring');
    case 'no-api':
      return said('fail', 'noApi');
    case 'no-socket':
      return said('fail', 'noSocket');
    case 'reached':
      return network.rttMs > SLOW_RTT_MS ? said('warn', 'slow') : said('pass', 'quick');
  }
}
