import { z } from 'zod';
import type { RoomSpec } from '../session/media-port.js';
import type { Handle } from './handle.js';
import { JanusError, JanusGone } from './wire.js';

/** Error codes of the plugin and the core that we act upon. @see janus_videoroom.c, apierror.h */
export const REFUSED = {
  noSuchRoom: 426,
  roomExists: 427,
  noSuchFeed: 428,
  badSdpType: 431,
  badSdp: 437,
  unknownJsep: 464,
  invalidJsep: 465,
} as const;

const MAX_PUBLISHERS = 1000;
const Rooms = z.object({ list: z.array(z.object({ room: z.string(), description: z.string() })) });

interface ListedRoom {
  readonly room: string;
  readonly description: string;
}

/**
 * Makes a room as the session wants it; a room of the same name that is there already is ended first, because
 * it belongs to an earlier life of the node.
 */
export async function createRoom(control: Handle, spec: RoomSpec, description: string): Promise<void> {
  const request = {
    request: 'create',
    room: spec.sessionId,
    description,
    publishers: MAX_PUBLISHERS,
    bitrate: spec.maxVideoBitrateBps,
    fir_freq: 0,
    audiocodec: 'opus',
    videocodec: spec.videoCodecs.join(','),
    opus_fec: true,
    transport_wide_cc_ext: true,
    notify_joining: false,
  };
  try {
    await control.message(request);
  } catch (error) {
    if (!isRefusal(error, REFUSED.roomExists)) throw error;
    await destroyRoom(control, spec.sessionId);
    await control.message(request);
  }
}

/** Ends a room and the peers in it; a room that is not there is no error. */
export async function destroyRoom(control: Handle, room: string): Promise<void> {
  try {
    await control.message({ request: 'destroy', room });
  } catch (error) {
    if (!isRefusal(error, REFUSED.noSuchRoom)) throw error;
  }
}

export async function listRooms(control: Handle): Promise<ListedRoom[]> {
  const { data } = await control.message({ request: 'list' });
  return Rooms.parse(data).list;
}

/** Joins `room` as the publisher `feed`; resolves with the SDP answer. */
export async function publishFeed(
  handle: Handle,
  room: string,
  feed: string,
  offer: string,
): Promise<string> {
  const { sdp } = await handle.message(
    { request: 'joinandconfigure', ptype: 'publisher', room, id: feed },
    // OpenVidu's browser client names its layers rdiv4, rdiv2, rdiv1: lowest first.
    { type: 'offer', sdp: offer, rid_order: 'lmh' },
  );
  return present(sdp);
}

/** Joins `room` as a subscriber of `feed`; resolves with the SDP offer. The feed's media has to flow. */
export async function subscribeFeed(handle: Handle, room: string, feed: string): Promise<string> {
  const { sdp } = await handle.message({
    request: 'join',
    ptype: 'subscriber',
    room,
    streams: [{ feed }],
    autoupdate: false,
  });
  return present(sdp);
}

/** Starts a subscription with the browser's answer. */
export async function startFeed(handle: Handle, answer: string): Promise<void> {
  await handle.message({ request: 'start' }, { type: 'answer', sdp: answer });
}

/**
 * Has the feed of a handle written to files beside `path`, which Janus makes up itself: `-audio-0.mjr`,
 * `-video-1.mjr`. It asks the publisher for a key frame by itself. The room must have no `rec_dir`, or Janus refuses
 * the path in its log and says "ok" all the same.
 */
export async function startRecording(handle: Handle, path: string): Promise<void> {
  await handle.message({ request: 'configure', record: true, filename: path });
}

export async function requestKeyFrame(handle: Handle): Promise<void> {
  await handle.message({ request: 'configure', keyframe: true });
}

/** The files are closed and have their names when this resolves. */
export async function stopRecording(handle: Handle): Promise<void> {
  await handle.message({ request: 'configure', record: false });
}

export function isRefusal(error: unknown, ...codes: number[]): boolean {
  return error instanceof JanusError && codes.includes(error.code);
}

function present(sdp: string | null): string {
  if (sdp === null) throw new JanusGone('Janus answered without a session description.');
  return sdp;
}
