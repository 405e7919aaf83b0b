import type { RoomView } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import { isSlowed, mayPin, whyNotReact, whyNotWrite } from './room.rules.js';

describe('what may be done in a room', () => {
  const room = (change: Partial<RoomView> = {}): RoomView => ({
    ...{ id: '0199c0de-0000-7000-8000-000000000001' as RoomView['id'], kind: 'channel', name: 'talk' },
    ...{ course: null, lesson: null, parent: null, direct: null, archivedAt: null, mute: null },
    ...{ writers: 'everyone', slowModeSec: 0, mayWrite: true, mayModerate: false },
    ...change,
  });
  const direct = (state: 'agreed' | 'asked'): Partial<RoomView> => ({
    kind: 'direct',
    direct: { state } as RoomView['direct'],
  });

  it('names why somebody may not write', () => {
    expect(whyNotWrite(room())).to.equal(null);
    expect(whyNotWrite(room({ mayWrite: false }))).to.equal('room.read_only');
    expect(whyNotWrite(room({ archivedAt: '2026-11-21T00:00:00.000Z' }))).to.equal('room.archived');
    expect(whyNotWrite(room(direct('asked')))).to.equal('direct.not_agreed');
    expect(whyNotWrite(room({ ...direct('agreed'), mayWrite: false }))).to.equal('direct.refused');
  });

  it('lets who may only read react to what instructors say, and to nothing under a conversation that is over', () => {
    expect(whyNotReact(room())).to.equal(null);
    expect(whyNotReact(room({ writers: 'instructors', mayWrite: false }))).to.equal(null);
    expect(whyNotReact(room({ kind: 'thread', mayWrite: false }))).to.equal('room.read_only');
    expect(whyNotReact(room({ ...direct('agreed'), mayWrite: false }))).to.equal('direct.refused');
    const archivedAt = '2026-11-21T00:00:00.000Z';
    expect(whyNotReact(room({ archivedAt, writers: 'instructors', mayWrite: false }))).to.equal(
      'room.archived',
    );
  });

  it('slows down everybody but who moderates', () => {
    expect(isSlowed(room())).to.equal(false);
    expect(isSlowed(room({ slowModeSec: 10 }))).to.equal(true);
    expect(isSlowed(room({ slowModeSec: 10, mayModerate: true }))).to.equal(false);
  });

  it('lets instructors pin, and both of a conversation', () => {
    expect(mayPin(room())).to.equal(false);
    expect(mayPin(room({ mayModerate: true }))).to.equal(true);
    expect(mayPin(room(direct('agreed')))).to.equal(true);
    expect(mayPin(room({ ...direct('agreed'), mayWrite: false }))).to.equal(false);
  });
});
