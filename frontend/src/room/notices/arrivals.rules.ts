/** Who came and went in a while, as one thing to say. */
export interface Movement {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

type Names = ReadonlyMap<string, string>;

/**
 * What changed between two moments, so that a class of thirty is one message and a reconnect is none.
 *
 * @param before Names by user id.
 */
export function movement(before: Names, after: Names): Movement {
  const missingFrom = (there: Names) => (entry: readonly [string, string]) => !there.has(entry[0]);
  const name = (entry: readonly [string, string]) => entry[1];
  return {
    joined: [...after].filter(missingFrom(before)).map(name),
    left: [...before].filter(missingFrom(after)).map(name),
  };
}
