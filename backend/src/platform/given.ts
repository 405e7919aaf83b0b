/** The same without `undefined`: a key is there with a value, or is not there. */
export type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** What was given of a partial wish, so that what was not is left as it is. */
export function given<T extends object>(wish: T): Given<T> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Given<T>;
}
