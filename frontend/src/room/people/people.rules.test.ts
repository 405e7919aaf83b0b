import type { LessonPeople } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { who } from '../../../test/fake-media.js';
import { removedOf, toListed, withRights, type ListedPerson } from './people.rules.js';

const { userId } = who('가람');
const row: ListedPerson = {
  userId,
  name: '가람',
  part: 'student',
  isMe: false,
  audioOn: false,
  videoOn: false,
  sharing: false,
  maySpeak: null,
  staysOut: false,
};
const known = (more: object): LessonPeople['items'] => [
  {
    userId,
    name: '가람',
    part: 'student',
    isInside: true,
    maySpeak: true,
    isRemoved: false,
    agreesToRecording: null,
    ...more,
  },
];

describe('the rows of the people panel', () => {
  it('show what somebody sends', () => {
    const stream = { streamId: 's', hasAudio: true, hasVideo: true, audioActive: true, videoActive: false };
    const person = { userId, name: '가람', part: 'student' as const, camera: stream, screen: stream };
    expect(toListed(person)).to.deep.equal({ ...row, audioOn: true, sharing: true });
    expect(toListed({ ...person, camera: null, screen: null })).to.deep.equal(row);
  });

  it('hold the right to speak where it is known, which is to the instructor', () => {
    expect(withRights([row], known({}))[0]?.maySpeak).to.equal(true);
    expect(withRights([row], undefined)[0]?.maySpeak).to.equal(null);
  });

  it('leave out who was removed, who has a list of their own', () => {
    expect(removedOf(known({})).length).to.equal(0);
    expect(removedOf(known({ isRemoved: true })).map(({ name }) => name)).to.deep.equal(['가람']);
    expect(removedOf(undefined)).to.deep.equal([]);
  });
});
