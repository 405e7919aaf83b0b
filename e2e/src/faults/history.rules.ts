/** A message as somebody meant it: sent with an id of the sender's own. */
export interface Sent {
  readonly roomId: string;
  readonly clientId: string;
  /** The server said that it is kept. */
  readonly isAcknowledged: boolean;
}

/** A message in its place. */
export interface Placed {
  readonly seq: number;
  readonly clientId: string;
}

/** What everybody did and saw, and what is kept in the end. */
export interface History {
  readonly sent: readonly Sent[];
  /** By room, as a new reader finds it when everything is over. */
  readonly kept: ReadonlyMap<string, readonly Placed[]>;
  /** What each reader came to show, in the order in which it arrived. */
  readonly seen: readonly {
    readonly who: string;
    readonly roomId: string;
    readonly places: readonly Placed[];
  }[];
}

/** What went wrong, in words; empty when the chat kept all its promises. */
export function judgeHistory({ sent, kept, seen }: History): string[] {
  return [
    ...lost(sent, kept),
    ...doubled(kept),
    ...gaps(kept),
    ...inventions(sent, kept),
    ...misled(seen, kept),
  ];
}

function lost(sent: History['sent'], kept: History['kept']): string[] {
  const ids = new Map(
    [...kept].map(([roomId, places]) => [roomId, new Set(places.map((one) => one.clientId))]),
  );
  return sent
    .filter(({ isAcknowledged, roomId, clientId }) => isAcknowledged && !ids.get(roomId)?.has(clientId))
    .map(({ clientId }) => `lost although acknowledged: ${clientId}`);
}

function doubled(kept: History['kept']): string[] {
  const met = new Set<string>();
  return [...kept.values()].flat().flatMap(({ clientId }) => {
    if (met.has(clientId)) return [`kept twice: ${clientId}`];
    met.add(clientId);
    return [];
  });
}

function gaps(kept: History['kept']): string[] {
  return [...kept].flatMap(([roomId, places]) =>
    places.flatMap(({ seq }, at) => (seq === at + 1 ? [] : [`room ${roomId} has ${seq} in place ${at + 1}`])),
  );
}

function inventions(sent: History['sent'], kept: History['kept']): string[] {
  const ids = new Set(sent.map(({ clientId }) => clientId));
  return [...kept.values()]
    .flat()
    .flatMap(({ clientId }) => (ids.has(clientId) ? [] : [`never sent: ${clientId}`]));
}

/** Each reader has to have shown every message of its room once, in the one place that it has. */
function misled(seen: History['seen'], kept: History['kept']): string[] {
  return seen.flatMap(({ who, roomId, places }) => {
    const wrong = new Map((kept.get(roomId) ?? []).map(({ seq, clientId }) => [seq, clientId]));
    const wrongs: string[] = [];
    for (const { seq, clientId } of places) {
      if (wrong.get(seq) !== clientId)
        wrongs.push(`${who} saw ${clientId} in place ${seq}, wrongly or twice`);
      wrong.delete(seq);
    }
    return [...wrongs, ...[...wrong.keys()].map((seq) => `${who} never saw ${seq} of room ${roomId}`)];
  });
}
