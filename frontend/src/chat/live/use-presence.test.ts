import { expect } from 'chai';
import { effectScope } from 'vue';
import type { LiveReader } from '../../shared/live-channel/index.js';
import { useRoomPresence } from './use-presence.js';

const ROOM = '01932f00-0000-7000-8000-000000000030';
const ANNA = '01932f00-0000-7000-8000-000000000002';

/** A channel that tells only its first reader of everybody, as a subscription does. */
function aChannel() {
  const readers = new Set<LiveReader>();
  const subscribe = (_destination: string, reader: LiveReader) => {
    readers.add(reader);
    return () => void readers.delete(reader);
  };
  const tell = (body: unknown) => {
    for (const { onBody } of readers) onBody(body);
  };
  return { subscribe, tell };
}

describe('useRoomPresence', () => {
  it('shows who is there to everybody who looks, also to who comes later', () => {
    const channel = aChannel();
    const [first, second, third] = [effectScope(), effectScope(), effectScope()];
    const before = first.run(() => useRoomPresence(ROOM, channel));
    channel.tell({ isWhole: true, people: [{ userId: ANNA, state: 'active' }] });
    const later = second.run(() => useRoomPresence(ROOM, channel));
    expect([before?.stateOf(ANNA), later?.stateOf(ANNA)]).to.deep.equal(['active', 'active']);
    channel.tell({ isWhole: false, people: [{ userId: ANNA, state: 'idle' }] });
    expect([before?.stateOf(ANNA), later?.stateOf(ANNA)]).to.deep.equal(['idle', 'idle']);
    first.stop();
    second.stop();
    expect(third.run(() => useRoomPresence(ROOM, channel))?.stateOf(ANNA), 'after all left').to.equal(
      'offline',
    );
    third.stop();
  });
});
