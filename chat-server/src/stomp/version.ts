/** The versions of STOMP spoken here, the best first. */
export const VERSIONS = ['1.2', '1.1', '1.0'] as const;
export type Version = (typeof VERSIONS)[number];

/**
 * The highest version that both sides speak.
 *
 * @param acceptVersion Header of a CONNECT, e.g. `1.0,1.1,1.2`; a client that sends none speaks 1.0.
 * @returns null when there is none.
 * @see STOMP 1.2 "Protocol Negotiation"
 */
export function negotiate(acceptVersion: string | undefined): Version | null {
  if (acceptVersion === undefined) return '1.0';
  const accepted = acceptVersion.split(',').map((version) => version.trim());
  return VERSIONS.find((version) => accepted.includes(version)) ?? null;
}
