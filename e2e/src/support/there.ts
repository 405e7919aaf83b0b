/** The value, for where a story knows it must be there. @throws {Error} naming what is missing */
export function there<T>(value: T | null | undefined, what = 'what the story expects'): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}
