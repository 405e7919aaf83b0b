/** One participant as openvidu-browser sees it. */
interface Seen {
  readonly metadata: string;
  streamId: string | null;
}

type Params = Record<string, unknown>;

/**
 * Who is in a session and streams what, by the answer to joinRoom and the notifications alone, as openvidu-browser
 * keeps it. It notes what the real client would trip over.
 */
export class Roster {
  readonly seen = new Map<string, Seen>();
  readonly mistakes: string[] = [];
  ownId = '';
  evictedFor: string | null = null;
  /** After a broken socket a client may hear again what it knew; the real one takes that well. */
  mayHearTwice = false;

  /** @param others joinRoom's `value` */
  begin(
    ownId: string,
    others: readonly { id: string; metadata: string; streams?: { id: string }[] }[],
  ): void {
    this.ownId = ownId;
    for (const { id, metadata, streams } of others) {
      if (streams?.length === 0) this.mistakes.push('empty streams');
      this.seen.set(id, { metadata, streamId: streams?.[0]?.id ?? null });
    }
  }

  apply(method: string, params: Params): void {
    if (this.ownId === '') this.mistakes.push(`${method} before joinRoom was answered`);
    const id = String(params.connectionId ?? params.id);
    this.#changes[method]?.(id, params);
  }

  readonly #changes: Record<string, (id: string, params: Params) => void> = {
    participantJoined: (id, { metadata }) => {
      if (this.#expect(!this.seen.has(id) && id !== this.ownId, `${id} joined twice`))
        this.seen.set(id, { metadata: String(metadata), streamId: null });
    },
    participantPublished: (id, { streams }) => {
      const one = this.seen.get(id);
      this.#expect(one !== undefined && one.streamId === null, `${id} published twice, or before it joined`);
      if (one) one.streamId = (streams as { id: string }[])[0]?.id ?? null;
    },
    participantUnpublished: (id) => {
      const one = this.seen.get(id);
      if (id !== this.ownId) this.#expect(typeof one?.streamId === 'string', `${id} unpublished nothing`);
      if (one) one.streamId = null;
    },
    participantLeft: (id) => {
      this.#expect(this.seen.delete(id), `${id} left twice`);
    },
    participantEvicted: (id, { reason }) => {
      if (id === this.ownId) this.evictedFor = String(reason);
    },
  };

  #expect(isRight: boolean, mistake: string): boolean {
    if (!isRight && !this.mayHearTwice) this.mistakes.push(mistake);
    return isRight;
  }
}
