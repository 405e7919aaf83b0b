import { expect } from 'chai';
import { FOLLOWS_WITHIN_MS, verdictOn } from './entitlement.rules.js';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const undecided = { maySpeak: null, speakingChangedAt: null, removedAt: null };

describe('verdictOn', () => {
  it('closes what sends where only the instructor gives the floor', () => {
    expect(verdictOn('PUBLISHER', { speaking: 'granted', decision: null, isMember: true, now })).to.equal(
      'speaking-changed',
    );
    expect(verdictOn('SUBSCRIBER', { speaking: 'granted', decision: null, isMember: true, now })).to.equal(
      null,
    );
    expect(
      verdictOn('PUBLISHER', { speaking: 'everyone', decision: undecided, isMember: true, now }),
    ).to.equal(null);
  });

  it('puts a decision above the course’s rule, in both directions', () => {
    const granted = { ...undecided, maySpeak: true, speakingChangedAt: ago(60_000) };
    const revoked = { ...granted, maySpeak: false };
    expect(verdictOn('PUBLISHER', { speaking: 'granted', decision: granted, isMember: true, now })).to.equal(
      null,
    );
    expect(verdictOn('SUBSCRIBER', { speaking: 'granted', decision: granted, isMember: true, now })).to.equal(
      'speaking-changed',
    );
    expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision: revoked, isMember: true, now })).to.equal(
      'speaking-changed',
    );
  });

  it('gives a page the time to follow, and no more', () => {
    const revoked = (ms: number) => ({ ...undecided, maySpeak: false, speakingChangedAt: ago(ms) });
    const verdict = (ms: number) =>
      verdictOn('PUBLISHER', { speaking: 'everyone', decision: revoked(ms), isMember: true, now });
    expect(verdict(FOLLOWS_WITHIN_MS - 1)).to.equal(null);
    expect(verdict(FOLLOWS_WITHIN_MS)).to.equal('speaking-changed');
  });

  it('puts a removed person out at once, whatever the role', () => {
    const removed = { ...undecided, removedAt: now };
    expect(
      verdictOn('SUBSCRIBER', { speaking: 'everyone', decision: removed, isMember: true, now }),
    ).to.equal('removed');
    expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision: removed, isMember: true, now })).to.equal(
      'removed',
    );
  });

  it('never closes an instructor’s', () => {
    expect(verdictOn('MODERATOR', { speaking: 'granted', decision: null, isMember: true, now })).to.equal(
      null,
    );
  });

  it('shows out who has no seat any more, whatever they were granted', () => {
    const granted = { maySpeak: true, speakingChangedAt: null, removedAt: null };
    for (const decision of [null, granted]) {
      expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision, isMember: false, now })).to.equal(
        'removed',
      );
    }
  });
});
