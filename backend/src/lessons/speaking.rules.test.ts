import { expect } from 'chai';
import { maySpeak } from './speaking.rules.js';

describe('maySpeak', () => {
  it('follows the course’s rule until the instructor decides', () => {
    expect(maySpeak({ speaking: 'everyone', decided: null }, 'student')).to.equal(true);
    expect(maySpeak({ speaking: 'granted', decided: null }, 'student')).to.equal(false);
  });

  it('follows the instructor’s decision above the course’s rule', () => {
    expect(maySpeak({ speaking: 'granted', decided: true }, 'student')).to.equal(true);
    expect(maySpeak({ speaking: 'granted', decided: 1 }, 'student')).to.equal(true);
    expect(maySpeak({ speaking: 'everyone', decided: 0 }, 'student')).to.equal(false);
  });

  it('never keeps the instructor from speaking', () => {
    expect(maySpeak({ speaking: 'granted', decided: false }, 'instructor')).to.equal(true);
  });
});
