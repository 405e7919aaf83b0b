import { RECORDING_CONSENT_VERSION } from '@seodang/contracts/recording-consent';
import { expect } from 'chai';
import { agreementOf, maySpeak } from './speaking.rules.js';

describe('maySpeak', () => {
  const unrecorded = { isRecorded: false, agrees: null } as const;
  const recorded = { speaking: 'everyone', isRecorded: 1 } as const;

  it('follows the course’s rule until the instructor decides', () => {
    expect(maySpeak({ ...unrecorded, speaking: 'everyone', decided: null }, 'student')).to.equal(true);
    expect(maySpeak({ ...unrecorded, speaking: 'granted', decided: null }, 'student')).to.equal(false);
  });

  it('follows the instructor’s decision above the course’s rule', () => {
    expect(maySpeak({ ...unrecorded, speaking: 'granted', decided: true }, 'student')).to.equal(true);
    expect(maySpeak({ ...unrecorded, speaking: 'granted', decided: 1 }, 'student')).to.equal(true);
    expect(maySpeak({ ...unrecorded, speaking: 'everyone', decided: 0 }, 'student')).to.equal(false);
  });

  it('never keeps the instructor from speaking', () => {
    expect(maySpeak({ ...recorded, agrees: null, decided: false }, 'instructor')).to.equal(true);
  });

  it('keeps who did not agree to being recorded from speaking, whatever was granted', () => {
    for (const agrees of [null, false, 0] as const) {
      for (const decided of [null, 1] as const) {
        expect(maySpeak({ ...recorded, agrees, decided }, 'student')).to.equal(false);
      }
    }
    expect(maySpeak({ ...recorded, agrees: 1, decided: null }, 'student')).to.equal(true);
    expect(maySpeak({ ...recorded, agrees: 1, decided: 0 }, 'student')).to.equal(false);
  });
});

describe('agreementOf', () => {
  it('counts only what was said about the text of today', () => {
    expect(agreementOf(1, RECORDING_CONSENT_VERSION)).to.equal(true);
    expect(agreementOf(0, RECORDING_CONSENT_VERSION)).to.equal(false);
    expect(agreementOf(1, '2020-01')).to.equal(null);
    expect(agreementOf(null, null)).to.equal(null);
  });
});
