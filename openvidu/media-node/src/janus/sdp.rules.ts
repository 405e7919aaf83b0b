/** OpenVidu takes no signalling message above 50 KiB; no browser's description comes near. */
export const MAX_SDP_CHARS = 50 * 1024;

export interface SdpFault {
  readonly kind: 'sdp' | 'codec-missing';
  readonly message: string;
}

export interface OfferRules {
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Video codecs of the room, lower case; one of them has to be offered. */
  readonly videoCodecs: readonly string[];
}

interface MediaSection {
  readonly kind: string;
  readonly port: number;
  readonly lines: readonly string[];
}

interface Description {
  readonly session: readonly string[];
  readonly media: readonly MediaSection[];
}

/**
 * What is wrong with a browser's offer to publish, or null. Janus is handed nothing that this has not passed.
 *
 * @see RFC 8866 §5 (lines), RFC 8829 §5.2 (what a browser's offer holds)
 */
export function offerFault(sdp: string, rules: OfferRules): SdpFault | null {
  const description = parseSdp(sdp);
  if (typeof description === 'string') return bad(description);
  const fault = firstFault(description, ['sendonly', 'sendrecv']);
  if (fault) return bad(fault);
  return missingKind(description, rules) ?? missingCodec(description, rules);
}

/** What is wrong with a browser's answer to an offer to subscribe, or null. */
export function answerFault(sdp: string): SdpFault | null {
  const description = parseSdp(sdp);
  if (typeof description === 'string') return bad(description);
  const fault = firstFault(description, ['recvonly', 'inactive']);
  return fault === null ? null : bad(fault);
}

/** The user name fragment by which ICE tells one peer connection of a browser from the next; null without one. */
export function ufragOfSdp(sdp: string): string | null {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;
}

/** The fragment that Chromium and Firefox append to a candidate; null when the browser says nothing. */
export function ufragOfCandidate(candidate: string): string | null {
  return / ufrag (\S+)/.exec(candidate)?.[1] ?? null;
}

/** Whether Janus may be handed the candidate; the empty one says that there are no more. */
export function isCandidate(candidate: string): boolean {
  return candidate === '' || /^(?:a=)?candidate:[\x20-\x7e]{1,500}$/.test(candidate);
}

function parseSdp(sdp: string): Description | string {
  if (sdp.length > MAX_SDP_CHARS) return 'The description is too long.';
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') return 'This is no session description.';
  if (!lines.every((line) => /^[a-z]=[^\p{Cc}]*$/u.test(line))) return 'A line of the description is broken.';
  return cut(lines);
}

function cut(lines: readonly string[]): Description | string {
  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []));
  const media: MediaSection[] = [];
  for (const [nth, start] of starts.entries()) {
    const head = /^m=(\w+) (\d{1,5}) (\S+) \S/.exec(lines[start] ?? '');
    if (!head) return 'A media section of the description is broken.';
    media.push({
      kind: head[1] ?? '',
      port: Number(head[2]),
      lines: lines.slice(start + 1, starts[nth + 1]),
    });
  }
  return { session: lines.slice(0, starts[0]), media };
}

function firstFault({ session, media }: Description, directions: readonly string[]): string | null {
  if (media.length === 0) return 'The description has no media.';
  for (const kind of ['audio', 'video']) {
    if (media.filter((section) => section.kind === kind).length > 1)
      return `More than one section of ${kind}.`;
  }
  if (media.some(({ kind }) => kind !== 'audio' && kind !== 'video'))
    return 'Media other than audio and video.';
  for (const section of media) {
    const fault = sectionFault([...session, ...section.lines], directions);
    if (fault !== null) return fault;
  }
  return null;
}

function sectionFault(lines: readonly string[], directions: readonly string[]): string | null {
  const needed = [
    { pattern: /^a=ice-ufrag:\S{4,256}$/, name: 'ice-ufrag' },
    { pattern: /^a=ice-pwd:\S{22,256}$/, name: 'ice-pwd' },
    { pattern: /^a=fingerprint:\S+ (?:[0-9a-f]{2}:){19,63}[0-9a-f]{2}$/i, name: 'fingerprint' },
    { pattern: /^a=mid:\S{1,32}$/, name: 'mid' },
  ];
  const missing = needed.find(({ pattern }) => !lines.some((line) => pattern.test(line)));
  if (missing) return `A media section has no usable ${missing.name}.`;
  const direction = lines
    .map((line) => /^a=(sendonly|sendrecv|recvonly|inactive)$/.exec(line)?.[1])
    .find(Boolean);
  if (!directions.includes(direction ?? 'sendrecv')) return 'A media section has the wrong direction.';
  return null;
}

function missingKind({ media }: Description, { hasAudio, hasVideo }: OfferRules): SdpFault | null {
  const has = (kind: string) => media.some((section) => section.kind === kind && section.port !== 0);
  if (hasAudio && !has('audio')) return bad('Audio is announced but not offered.');
  if (hasVideo && !has('video')) return bad('Video is announced but not offered.');
  return null;
}

function missingCodec({ media }: Description, { videoCodecs }: OfferRules): SdpFault | null {
  const offers = (kind: string, codecs: readonly string[]) =>
    media
      .filter((section) => section.kind === kind)
      .every(({ lines }) => codecNames(lines).some((codec) => codecs.includes(codec)));
  if (!offers('video', videoCodecs)) return missing(videoCodecs);
  if (!offers('audio', ['opus'])) return missing(['opus']);
  return null;
}

function codecNames(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^a=rtpmap:\d+ ([^/\s]+)\//.exec(line)?.[1]?.toLowerCase() ?? []);
}

const bad = (message: string): SdpFault => ({ kind: 'sdp', message });
const missing = (codecs: readonly string[]): SdpFault => ({
  kind: 'codec-missing',
  message: `The offer has none of these codecs: ${codecs.join(', ')}.`,
});
