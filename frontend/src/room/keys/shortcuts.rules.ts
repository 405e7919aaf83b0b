/** What a key does in the room. `talk` lasts as long as the key is held. */
export type RoomAction =
  | 'microphone'
  | 'camera'
  | 'talk'
  | 'chat'
  | 'people'
  | 'layout'
  | 'share'
  | 'mark'
  | 'full-screen'
  | 'help'
  | 'close';

export interface Stroke {
  readonly key: string;
  /** Where the key is, whatever the keyboard writes with it: Hangul `ㅔ` is the key of `P`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** What has the focus, as far as keys care. */
export type Focus = 'typing' | 'control' | 'elsewhere';

const WITH_CONTROL: Partial<Record<string, RoomAction>> = { KeyD: 'microphone', KeyE: 'camera' };
const ALONE: Partial<Record<string, RoomAction>> = {
  KeyC: 'chat',
  KeyP: 'people',
  KeyL: 'layout',
  KeyS: 'share',
  KeyM: 'mark',
  KeyF: 'full-screen',
};
/** What an input method sends while it composes a syllable. */
const COMPOSING_KEY_CODE = 229;

/** The action of a key press, or null: keys are left alone in text fields and while a syllable is composed. */
export function actionOf(stroke: Stroke, focus: Focus): RoomAction | null {
  const composing = stroke.isComposing || stroke.keyCode === COMPOSING_KEY_CODE;
  if (composing || stroke.altKey || focus === 'typing') return null;
  if (stroke.ctrlKey !== stroke.metaKey) return WITH_CONTROL[stroke.code] ?? null;
  return stroke.ctrlKey ? null : aloneAction(stroke, focus);
}

function aloneAction({ key, code }: Stroke, focus: Focus): RoomAction | null {
  if (key === '?') return 'help';
  if (key === 'Escape') return 'close';
  // On a button, the space bar presses the button.
  if (code === 'Space') return focus === 'control' ? null : 'talk';
  return ALONE[code] ?? null;
}
