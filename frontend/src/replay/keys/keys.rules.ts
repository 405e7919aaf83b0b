/** What a key does while one watches. */
export interface ReplayAction {
  readonly type:
    | 'play'
    | 'mute'
    | 'fullScreen'
    | 'captions'
    | 'picture'
    | 'help'
    | 'note'
    | 'bookmark'
    | 'skip'
    | 'volume'
    | 'rate'
    | 'seek';
  /** Of `skip`: seconds, back when negative; of `volume`: a part of the whole; of `rate`: 1 or -1; of `seek`: to which part, from 0 to 1. */
  readonly by?: number;
}

export interface Stroke {
  readonly key: string;
  /** Where the key is, whatever the keyboard writes with it: Hangul `ㅏ` is the key of `K`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * What has the focus, as far as keys care: `typing` takes all of them, a `control` the space bar, and what is moved
 * through by arrows (`moving`: a slider, tabs, a list) takes those.
 */
export type Focus = 'typing' | 'control' | 'moving' | 'elsewhere';

/** What an input method sends while it composes a syllable. */
const COMPOSING_KEY_CODE = 229;

const LETTERS: Partial<Record<string, ReplayAction>> = {
  KeyK: { type: 'play' },
  KeyJ: { type: 'skip', by: -10 },
  KeyL: { type: 'skip', by: 10 },
  KeyM: { type: 'mute' },
  KeyC: { type: 'captions' },
  KeyF: { type: 'fullScreen' },
  KeyP: { type: 'picture' },
  KeyN: { type: 'note' },
  KeyB: { type: 'bookmark' },
};
const SIGNS: Partial<Record<string, ReplayAction>> = {
  '?': { type: 'help' },
  '<': { type: 'rate', by: -1 },
  '>': { type: 'rate', by: 1 },
};
const MOVES: Partial<Record<string, ReplayAction>> = {
  ArrowLeft: { type: 'skip', by: -5 },
  ArrowRight: { type: 'skip', by: 5 },
  ArrowUp: { type: 'volume', by: 0.05 },
  ArrowDown: { type: 'volume', by: -0.05 },
  Home: { type: 'seek', by: 0 },
  End: { type: 'seek', by: 1 },
};

interface KeyRules {
  readonly focus: Focus;
  /** Whether keys that write something act on their own; some people cannot help pressing them (WCAG 2.1.4). */
  readonly letters: boolean;
}

/** The action of a key press, or null: keys are left alone in text fields and while a syllable is composed. */
export function actionOf(stroke: Stroke, { focus, letters }: KeyRules): ReplayAction | null {
  if (focus === 'typing' || isComposing(stroke) || isHeld(stroke)) return null;
  // On a button, the space bar presses the button.
  if (stroke.code === 'Space') return focus === 'elsewhere' ? { type: 'play' } : null;
  const move = stroke.shiftKey ? undefined : MOVES[stroke.key];
  if (move !== undefined) return focus === 'moving' ? null : move;
  return letters ? written(stroke) : null;
}

const isComposing = (stroke: Stroke) => stroke.isComposing || stroke.keyCode === COMPOSING_KEY_CODE;
const isHeld = ({ altKey, ctrlKey, metaKey }: Stroke) => altKey || ctrlKey || metaKey;

function written({ key, code, shiftKey }: Stroke): ReplayAction | null {
  const sign = SIGNS[key];
  if (sign !== undefined || shiftKey) return sign ?? null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined && /^\d$/.test(key)) return { type: 'seek', by: Number(digit) / 10 };
  return LETTERS[code] ?? null;
}

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The next faster or slower of the speeds; the same at the end. */
export function nextRate(rate: number, step: 1 | -1): number {
  const next = step > 0 ? RATES.find((one) => one > rate) : RATES.findLast((one) => one < rate);
  return next ?? rate;
}
