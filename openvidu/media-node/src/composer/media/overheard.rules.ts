import { fingerprint } from './fingerprint.rules.js';
import type { CapturedPacket } from './pcap.rules.js';
import { isRtcp, senderReports, type SenderReport } from './rtcp.rules.js';
import { parseRtp } from './rtp.rules.js';

interface Stamp {
  readonly capture: number;
  /** On the clock of the packets, as it was sent. */
  readonly timestamp: number;
  readonly arrivedMs: number;
}

/** So many packets of a stream tell how another file counts its times. */
const STAMPS = 100;
/** The engine writes down the same packet twice in so much time; what looks alike and came later is another. */
const SAME_MS = 250;

/** What was overheard of a publisher, a few seconds now and then. */
export class Overheard {
  readonly #captures: SenderReport[][] = [];
  readonly #stamps = new Map<string, Stamp[]>();

  /** The reports of each capture. */
  get captures(): readonly (readonly SenderReport[])[] {
    return this.#captures;
  }

  /** @param packets RTP and RTCP as they came, each from its first octet on. */
  add(packets: Iterable<CapturedPacket>): void {
    const reports: SenderReport[] = [];
    const counts = new Map<number, number>();
    for (const packet of packets)
      if (isRtcp(packet.bytes)) reports.push(...senderReports(packet.bytes));
      else this.#hear(packet, counts);
    this.#captures.push(reports);
  }

  /** What was heard that a packet with this fingerprint can be, which came at that time. */
  find(key: string, arrivedMs: number): Stamp[] {
    return (this.#stamps.get(key) ?? []).filter((stamp) => Math.abs(stamp.arrivedMs - arrivedMs) < SAME_MS);
  }

  #hear({ bytes, arrivedMs }: CapturedPacket, counts: Map<number, number>): void {
    const rtp = parseRtp(bytes);
    const key = rtp && fingerprint(rtp, bytes);
    if (rtp === null || key === null) return;
    const count = counts.get(rtp.ssrc) ?? 0;
    if (count >= STAMPS) return;
    counts.set(rtp.ssrc, count + 1);
    const alike = this.#stamps.get(key) ?? [];
    alike.push({ capture: this.#captures.length, timestamp: rtp.timestamp, arrivedMs });
    this.#stamps.set(key, alike);
  }
}
