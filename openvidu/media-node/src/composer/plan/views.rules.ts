import type { TakeStream } from '../../recorder/take.js';
import type { StreamMaterial } from '../media/material.js';
import { showsScreen } from './screen.rules.js';
import { joined, stretches, walk, type Span } from './spans.rules.js';

/** What is seen of a stream. */
export type View =
  /** Its pictures, of this shape. */
  | { readonly kind: 'picture'; readonly aspect: number; readonly turns: number }
  /** A card with the person's name. */
  | { readonly kind: 'card' };

export interface ViewSpan extends Span {
  readonly view: View;
}

/** A picture that should be there and is not: its next one is waited for. */
interface Missing {
  readonly kind: 'missing';
}
/** Nobody is there. */
interface Away {
  readonly kind: 'away';
}
type Glimpse = Span & { readonly view: View | Missing | Away };

/** Somebody whose network went away for less than this never left, for who looks on. */
const RECONNECT_MS = 5000;

/** A camera that is turned off sends black before we hear of it. */
const DARK_MS = 200;

/**
 * What is seen of a stream and when: its pictures while the camera is on, a card with the name while it is off or sends
 * nothing, the last picture over a short reconnect; a shared screen only while it is there.
 *
 * @param originMs The take's `startedAt`, from which the material's times count.
 */
export function viewsOf(stream: TakeStream, material: StreamMaterial, originMs: number): ViewSpan[] {
  const present = presenceOf(stream, material, originMs);
  const states = statesOf(stream, originMs);
  const changes = [...present, ...material.pictures, ...states].flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const [presentAt, stateAt, pictureAt] = [walk(present), walk(states), walk(material.pictures)];
  const isScreen = showsScreen(stream);
  const glimpses = stretches(changes.filter(Number.isFinite)).map((span): Glimpse => {
    const ms = (span.fromMs + span.toMs) / 2;
    if (presentAt(ms) === undefined) return { ...span, view: { kind: 'away' } };
    if (stateAt(ms)?.videoActive === false || stream.typeOfVideo === null)
      return { ...span, view: { kind: 'card' } };
    const picture = pictureAt(ms);
    if (picture === undefined) return { ...span, view: { kind: 'missing' } };
    const { width, height, turns } = picture;
    return { ...span, view: { kind: 'picture', aspect: width / height, turns } };
  });
  const views = merged(bridged(merged(glimpses)).flatMap((glimpse) => settled(glimpse)));
  return isScreen ? views.filter(({ view }) => view.kind === 'picture') : views;
}

/** How long each state of a stream lasted; the first holds for all that was before. */
function statesOf({ states }: TakeStream, originMs: number): (Span & { readonly videoActive: boolean })[] {
  const spans: (Span & { readonly videoActive: boolean })[] = [];
  let toMs = Infinity;
  for (const [index, { at, videoActive }] of [...states.entries()].toReversed()) {
    const fromMs = Math.min(toMs, at - originMs - (videoActive ? 0 : DARK_MS));
    spans.push({ fromMs: index === 0 ? -Infinity : fromMs, toMs, videoActive });
    toMs = fromMs;
  }
  return spans;
}

/** From a segment's first packet until it was ended. */
function presenceOf({ segments }: TakeStream, material: StreamMaterial, originMs: number): Span[] {
  const media = [...material.pictures, ...material.sounds];
  const spans = segments.flatMap(({ startedAt, endedAt }) => {
    const fromMs = startedAt - originMs;
    const toMs = endedAt - originMs;
    const inside = media.filter((span) => span.toMs > fromMs - 1000 && span.fromMs < toMs);
    if (inside.length === 0) return [];
    const firstMs = inside.reduce((first, span) => Math.min(first, span.fromMs), Infinity);
    return [{ fromMs: Math.max(0, fromMs, firstMs), toMs }];
  });
  return joined(spans);
}

/** Over a short hole goes on what was seen before it. */
function bridged(glimpses: readonly Glimpse[]): Glimpse[] {
  return glimpses.map((glimpse, index) => {
    const { view, fromMs, toMs } = glimpse;
    if ((view.kind !== 'missing' && view.kind !== 'away') || toMs - fromMs > RECONNECT_MS) return glimpse;
    const before = glimpses[index - 1];
    const after = glimpses[index + 1];
    if (before === undefined || after === undefined) return { ...glimpse, view: { kind: 'away' } };
    return { ...glimpse, view: before.view };
  });
}

function settled({ view, ...span }: Glimpse): ViewSpan[] {
  if (view.kind === 'away') return [];
  return [{ ...span, view: view.kind === 'missing' ? { kind: 'card' } : view }];
}

function merged<T extends Glimpse>(spans: readonly T[]): T[] {
  const result: T[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    const isSame = last?.toMs === span.fromMs && JSON.stringify(last.view) === JSON.stringify(span.view);
    if (isSame) result[result.length - 1] = { ...last, toMs: span.toMs };
    else result.push(span);
  }
  return result;
}
