const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const STEPS = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);

/** Whether JSON text opens more arrays and objects inside one another than `deepest`, seen before it is parsed. */
export function isNestedDeeperThan(deepest: number, json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i] ?? 0;
    if (byte === QUOTE) inString = !inString;
    else if (inString) i += byte === BACKSLASH ? 1 : 0;
    else depth += STEPS.get(byte) ?? 0;
    if (depth > deepest) return true;
  }
  return false;
}
