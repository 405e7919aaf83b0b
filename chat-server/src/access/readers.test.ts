import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import type { Peer } from '../broker/application.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { Readers } from './readers.js';

describe('who reads what', () => {
  const peerOf = (userId = newId(UserId)): Peer => ({
    id: newUuid(),
    person: { userId, signInId: newUuid(), name: 'Jun', roles: [] },
  });

  it('counts subscriptions of one connection, and tells when the last reader has gone', () => {
    const readers = new Readers();
    const [peer, other] = [peerOf(), peerOf()];
    expect([readers.add(peer, 't'), readers.add(peer, 't'), readers.add(other, 't')]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect([readers.remove(peer, 't'), readers.remove(peer, 't')]).to.deep.equal([false, false]);
    expect(readers.of('t')).to.deep.equal([other.person.userId]);
    expect(readers.remove(peer, 't')).to.equal(false);
    expect(readers.remove(other, 't')).to.equal(true);
    expect(readers.topics()).to.deep.equal([]);
  });

  it('forgets a connection with everything it read', () => {
    const readers = new Readers();
    const userId = newId(UserId);
    const [phone, desk] = [peerOf(userId), peerOf(userId)];
    for (const topic of ['a', 'b']) readers.add(phone, topic);
    readers.add(desk, 'b');
    expect(readers.topicsOf(userId)).to.deep.equal(['a', 'b']);
    expect(readers.leave(phone)).to.deep.equal(['a']);
    expect(readers.reads(userId, 'b')).to.equal(true);
    expect([readers.has('a'), readers.has('b')]).to.deep.equal([false, true]);
    expect(readers.removePerson(userId, 'b')).to.equal(true);
    expect(readers.leave(desk)).to.deep.equal([]);
    expect(readers.topicsOf(userId)).to.deep.equal([]);
  });
});
