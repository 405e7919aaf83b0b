import { expect } from 'chai';
import { who } from '../../../test/fake-media.js';
import type { MediaEvent, RemoteStream } from './media-port.js';
import { applyToRoster, EMPTY_ROSTER, peopleOf, sortedForList } from './roster.rules.js';

const stream = (streamId: string): RemoteStream => {
  return { streamId, hasAudio: true, hasVideo: true, audioActive: true, videoActive: true };
};
const after = (...events: MediaEvent[]) => events.reduce(applyToRoster, EMPTY_ROSTER);
const ann = who('Ann');

describe('the roster', () => {
  it('makes one person of a camera and a shared screen', () => {
    const roster = after(
      { type: 'connection-opened', connectionId: 'a', who: ann },
      { type: 'stream-opened', connectionId: 'a', stream: stream('s1') },
      { type: 'connection-opened', connectionId: 'b', who: { ...ann, kind: 'screen' } },
      { type: 'stream-opened', connectionId: 'b', stream: stream('s2') },
    );
    const people = peopleOf(roster, null);
    expect(people).to.have.length(1);
    expect(people[0]?.camera?.streamId).to.equal('s1');
    expect(people[0]?.screen?.streamId).to.equal('s2');
  });

  it('shows who came back once, with the newer picture, while the old connection lingers', () => {
    const roster = after(
      { type: 'connection-opened', connectionId: 'old', who: ann },
      { type: 'stream-opened', connectionId: 'old', stream: stream('s1') },
      { type: 'connection-opened', connectionId: 'new', who: ann },
      { type: 'stream-opened', connectionId: 'new', stream: stream('s2') },
    );
    expect(peopleOf(roster, null).map(({ camera }) => camera?.streamId)).to.deep.equal(['s2']);
    const later = applyToRoster(roster, { type: 'connection-closed', connectionId: 'old' });
    expect(peopleOf(later, null).map(({ camera }) => camera?.streamId)).to.deep.equal(['s2']);
  });

  it('follows mutes', () => {
    const roster = after(
      { type: 'connection-opened', connectionId: 'a', who: ann },
      { type: 'stream-opened', connectionId: 'a', stream: stream('s1') },
      { type: 'stream-changed', streamId: 's1', audioActive: false, videoActive: true },
    );
    expect(peopleOf(roster, null)[0]?.camera).to.include({ audioActive: false, videoActive: true });
  });

  it('leaves oneself out, whatever one has open', () => {
    const roster = after({ type: 'connection-opened', connectionId: 'a', who: { ...ann, kind: 'screen' } });
    expect(peopleOf(roster, ann.userId)).to.deep.equal([]);
  });

  it('stays the same object when an event is about nobody known', () => {
    const roster = after({ type: 'connection-opened', connectionId: 'a', who: ann });
    expect(applyToRoster(roster, { type: 'stream-closed', streamId: 'unknown' })).to.equal(roster);
    expect(applyToRoster(roster, { type: 'connection-closed', connectionId: 'unknown' })).to.equal(roster);
  });

  it('lists instructors first, then by name in the language of the reader', () => {
    const people = [who('하늘'), who('가람'), who('선생', { part: 'instructor' })];
    expect(sortedForList(people, 'ko').map(({ name }) => name)).to.deep.equal(['선생', '가람', '하늘']);
  });
});
