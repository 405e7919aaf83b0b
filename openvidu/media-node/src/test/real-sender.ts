import { pumpMedia, RtcSender } from '../janus/test/rtc-peer.js';
import type { FakeBrowser } from './fake-browser.js';

const VIDEO = { typeOfVideo: 'CAMERA', frameRate: -1, videoDimensions: '{"width":640,"height":480}' };
const WISH = { doLoopback: false, hasAudio: true, hasVideo: true, audioActive: true, videoActive: true };

/** A browser's stream whose packets are really sent. */
export interface RealStream {
  readonly streamId: string;
  readonly end: () => void;
}

/** Publishes, or reconnects the stream that is given; media flows when it resolves. */
export async function sendMedia(browser: FakeBrowser, stream?: string): Promise<RealStream> {
  const sender = new RtcSender();
  const pump = pumpMedia(sender);
  const end = () => {
    pump.stop();
    sender.close();
  };
  try {
    const sdpOffer = await sender.offer();
    const { sdpAnswer, id } =
      stream === undefined
        ? await browser.request('publishVideo', { ...WISH, ...VIDEO, sdpOffer })
        : await browser.request('reconnectStream', { stream, sdpString: sdpOffer });
    sender.accept(String(sdpAnswer));
    await sender.connected;
    return { streamId: String(id), end };
  } catch (error) {
    end();
    throw error;
  }
}
