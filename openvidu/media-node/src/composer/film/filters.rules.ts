/**
 * A filter of ffmpeg with its options, for a graph that is read from a file.
 *
 * Values are ours: numbers, colours, names of files that we made. People's words never stand in a graph; they are in
 * files that `drawtext` reads.
 */
export function filter(name: string, options: Readonly<Record<string, string | number>> = {}): string {
  const list = Object.entries(options).map(([key, value]) => `${key}=${escaped(String(value))}`);
  return list.length === 0 ? name : `${name}=${list.join(':')}`;
}

/** One line of a graph: named inputs, filters in turn, named outputs. */
export function chain(
  inputs: readonly string[],
  filters: readonly string[],
  outputs: readonly string[],
): string {
  const pads = (names: readonly string[]) => names.map((name) => `[${name}]`).join('');
  return `${pads(inputs)}${filters.join(',')}${pads(outputs)}`;
}

export const graph = (chains: readonly string[]): string => `${chains.join(';\n')}\n`;

/** @see https://ffmpeg.org/ffmpeg-filters.html#Notes-on-filtergraph-escaping  first the option, then the graph */
function escaped(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&');
}
