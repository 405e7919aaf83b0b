/** Why a camera or microphone cannot be used. */
export type DeviceTrouble = 'denied' | 'missing' | 'in-use' | 'insecure' | 'lost' | 'failed';

const BY_NAME: Partial<Record<string, DeviceTrouble>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in-use',
  AbortError: 'in-use',
};

/** @param name `DOMException.name` of a refused `getUserMedia`. @see Media Capture and Streams §10.3 */
export function toDeviceTrouble(name: string): DeviceTrouble {
  return BY_NAME[name] ?? 'failed';
}

/** Where a person finds the switch that allows camera and microphone again. */
export type PermissionHelp =
  'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android' | 'in-app' | 'other';

const HELP: readonly (readonly [RegExp, PermissionHelp])[] = [
  [/KAKAOTALK|NAVER\(|FBAN|FBAV|Instagram|; ?wv\)/i, 'in-app'],
  [/iPhone|iPad/i, 'ios'],
  [/Android/i, 'android'],
  [/Edg\//, 'edge'],
  [/Firefox\//, 'firefox'],
  [/Chrome\//, 'chrome'],
  [/Safari\//, 'safari'],
];

/** @param userAgent `navigator.userAgent`; only chooses a sentence, so a wrong guess is harmless. */
export function permissionHelp(userAgent: string): PermissionHelp {
  return HELP.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'other';
}
