const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LEADS = { 'day-before': DAY_MS, 'minutes-before': 5 * MINUTE_MS };
const WORTH_UNTIL = { 'day-before': 60 * MINUTE_MS, 'minutes-before': -5 * MINUTE_MS };

/** What somebody was last told of a lesson. */
interface Known {
  readonly startsAt: number;
  readonly isOff: boolean;
}

/** What people have to be sent, said as simply as it can be. Times are epoch milliseconds, people are numbers; -1 teaches. */
export class ExpectedNotices {
  readonly seats = new Map<number, number>();
  waiting: number[] = [];
  readonly deaf = new Set<number>();
  lesson: Known;
  #plannedAt: number;
  #rounds = new Set<string>();
  #changes = new Map<number, { known: Known; dueAt: number; expiresAt: number }>();
  #given: { who: number; since: number }[] = [];

  constructor(
    readonly capacity: number,
    start: { startsAt: number; now: number },
  ) {
    this.lesson = { startsAt: start.startsAt, isOff: false };
    this.#plannedAt = start.now;
  }

  enrol(who: number, now: number): void {
    if (this.seats.has(who) || this.waiting.includes(who)) return;
    if (this.seats.size < this.capacity && this.waiting.length === 0) this.seats.set(who, now);
    else this.waiting.push(who);
  }

  leave(who: number, now: number): void {
    this.waiting = this.waiting.filter((other) => other !== who);
    if (!this.seats.delete(who)) return;
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.seats.set(next, now);
    this.#given.push({ who: next, since: now });
  }

  change(lesson: Known, now: number): void {
    const dueAt = now + 15_000;
    const expiresAt = Math.max(lesson.startsAt, this.lesson.startsAt, now) + 60 * MINUTE_MS;
    for (const who of new Set([...this.seats.keys(), ...this.#changes.keys()])) {
      const known = this.#changes.get(who)?.known ?? this.lesson;
      this.#changes.set(who, { known, dueAt, expiresAt });
    }
    this.lesson = lesson;
    this.#plannedAt = now;
  }

  /** Instants up to `to` at which something is due. */
  bells(to: number): number[] {
    const changes = [...this.#changes.values()].map(({ dueAt }) => dueAt);
    return [...Object.values(LEADS).map((lead) => this.lesson.startsAt - lead), ...changes].filter(
      (at) => at <= to,
    );
  }

  /** What a worker sends when it looks now. */
  work(now: number): string[] {
    return [...this.#remind(now), ...this.#tellChanges(now), ...this.#tellSeats()];
  }

  #remind(now: number): string[] {
    const { startsAt, isOff } = this.lesson;
    return (['day-before', 'minutes-before'] as const).flatMap((kind) => {
      const dueAt = startsAt - LEADS[kind];
      const isDue = dueAt <= now && startsAt - WORTH_UNTIL[kind] >= now && this.#plannedAt <= dueAt && !isOff;
      const round = `${kind} ${startsAt}`;
      if (!isDue || this.#rounds.has(round)) return [];
      this.#rounds.add(round);
      const people = [-1, ...[...this.seats].filter(([, since]) => since <= dueAt).map(([who]) => who)];
      return people.filter((who) => !this.deaf.has(who)).map((who) => `${who} ${kind}`);
    });
  }

  #tellChanges(now: number): string[] {
    const due = [...this.#changes].filter(([, { dueAt }]) => dueAt <= now);
    for (const [who] of due) this.#changes.delete(who);
    return due.flatMap(([who, { known, expiresAt }]) => {
      if (!this.seats.has(who) || now > expiresAt) return [];
      if (this.lesson.isOff) return known.isOff ? [] : [`${who} lesson-cancelled`];
      if (known.isOff) return [`${who} lesson-restored`];
      return known.startsAt === this.lesson.startsAt ? [] : [`${who} lesson-moved`];
    });
  }

  #tellSeats(): string[] {
    const given = this.#given.splice(0);
    return given.flatMap(({ who, since }) => (this.seats.get(who) === since ? [`${who} seat-given`] : []));
  }
}
