import { expect } from 'chai';
import { openViduIds } from '../ids.js';
import { MemoryMedia } from './memory-media.js';
import { until } from '@seodang/testing/until';
import { Membership } from '../session/membership.js';
import { NO_RECORDING } from '../session/recording-port.js';
import type { SessionEvent } from '../session/session-event.js';
import { Registry } from '../session/registry.js';
import type { SessionOptions } from '../session/session.js';
import { SessionError } from '../session/session-error.js';

const OPTIONS: SessionOptions = {
  ...{
    customSessionId: 'math',
    mediaMode: 'ROUTED',
    recordingMode: 'MANUAL',
    defaultRecordingProperties: {},
  },
  ...{ forcedVideoCodec: 'NONE', allowTranscoding: false, mediaNodeId: null },
};
const visitor = { ip: '', platform: '', clientData: '' };
const guest = {
  role: 'PUBLISHER',
  serverData: '',
  record: true,
  kurentoOptions: null,
  customIceServers: [],
} as const;

describe('membership', () => {
  let nowMs: number;
  let events: string[];
  let media: MemoryMedia;
  let registry: Registry;
  let membership: Membership;

  beforeEach(() => {
    nowMs = 0;
    events = [];
    media = new MemoryMedia();
    const ports = {
      audience: { tell: () => undefined, dismiss: () => undefined },
      events: { emit: ({ name }: SessionEvent) => void events.push(name) },
      clock: { now: () => nowMs },
      ids: openViduIds,
      recording: NO_RECORDING,
      faults: { report: () => undefined },
    };
    registry = new Registry(ports);
    const toRoom = ({ id }: { id: string }) => ({ sessionId: id, videoCodecs: [], maxVideoBitrateBps: 0 });
    membership = new Membership({ registry, media, ports, toRoom });
  });

  const kindOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof SessionError ? error.kind : String(error)),
    );
  const join = (token: string) => membership.join({ sessionId: 'math', token, visitor }, () => undefined);

  it('forgets sessions that nobody joined in time, and says nothing of it', async () => {
    await registry.create(OPTIONS);
    const other = await registry.create({ ...OPTIONS, customSessionId: 'art' });
    await membership.join({ sessionId: 'art', token: other.invite(guest).token, visitor }, () => undefined);
    nowMs = 3_600_000;
    expect(await membership.collectGarbage(3_600_000)).to.deep.equal([]);
    nowMs += 1;
    expect(await membership.collectGarbage(3_600_000)).to.deep.equal(['math']);
    expect(events).to.not.include('session.destroyed');
    expect(registry.find('art')).to.equal(other);
  });

  it('lets nobody in once closing has begun, not even who was on the way', async () => {
    const session = await registry.create(OPTIONS);
    let open: (() => void) | null = null;
    media.beforeOpenRoom = () => new Promise((resolve) => (open = resolve));
    const joining = kindOf(join(session.invite(guest).token));
    const openRoom = await until<() => void>(() => open, { what: 'the room is asked for' });
    const closing = membership.close(session, 'sessionClosedByServer');
    openRoom();
    expect(await joining).to.equal('session-closed');
    await closing;
    expect(events).to.deep.equal(['session.created', 'session.destroyed']);
    await Promise.resolve();
    expect(media.rooms.size).to.equal(0);
  });

  it('gives a custom id free when its close is through, and opens the new room after the old one', async () => {
    const session = await registry.create(OPTIONS);
    await join(session.invite(guest).token);
    const order: string[] = [];
    media.closeRoom = async () => {
      await Promise.resolve();
      order.push('closed');
    };
    media.beforeOpenRoom = () => Promise.resolve(void order.push('opened'));
    void membership.close(session, 'sessionClosedByServer');
    const next = await registry.create(OPTIONS);
    expect(next.uniqueId).to.equal('math_0');
    await join(next.invite(guest).token);
    expect(order).to.deep.equal(['closed', 'opened']);
    expect(await kindOf(registry.create(OPTIONS))).to.equal('session-exists');
  });

  it('does not use a token up when the engine is away', async () => {
    const session = await registry.create(OPTIONS);
    const { token } = session.invite(guest);
    media.isAway = true;
    expect(await kindOf(join(token))).to.equal('room-unavailable');
    media.isAway = false;
    expect(await kindOf(join(token))).to.equal('done');
    expect(await kindOf(join(token))).to.equal('token-invalid');
  });
});
