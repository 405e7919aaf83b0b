/** Who types, by id, with their names and until when that is believed. */
export type Typists = ReadonlyMap<string, { readonly name: string; readonly untilMs: number }>;

/** A sign of typing is sent every three seconds; one that was not renewed by then is over. */
const BELIEVED_MS = 5_000;

export function withTyping(
  typists: Typists,
  { person, isTyping }: { person: { id: string; name: string }; isTyping: boolean },
  nowMs: number,
): Typists {
  const next = new Map(typists);
  if (isTyping) next.set(person.id, { name: person.name, untilMs: nowMs + BELIEVED_MS });
  else next.delete(person.id);
  return next;
}

export function stillTyping(typists: Typists, nowMs: number): Typists {
  const still = [...typists].filter(([, { untilMs }]) => untilMs > nowMs);
  return still.length === typists.size ? typists : new Map(still);
}
