import { expect } from 'chai';
import { FOLLOWS_WITHIN_MS, verdictOn } from './entitlement.rules.js';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const undecided = {
  maySpeak: null,
  speakingChangedAt: null,
  removedAt: null,
  agrees: null,
  agreementChangedAt: null,
};
const rest = { isMember: true, isRecorded: false, now };

describe('verdictOn', () => {
  it('closes what sends where only the instructor gives the floor', () => {
    expect(verdictOn('PUBLISHER', { speaking: 'granted', decision: null, ...rest })).to.equal(
      'speaking-changed',
    );
    expect(verdictOn('SUBSCRIBER', { speaking: 'granted', decision: null, ...rest })).to.equal(null);
    expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision: undecided, ...rest })).to.equal(null);
  });

  it('puts a decision above the course’s rule, in both directions', () => {
    const granted = { ...undecided, maySpeak: true, speakingChangedAt: ago(60_000) };
    const revoked = { ...granted, maySpeak: false };
    expect(verdictOn('PUBLISHER', { speaking: 'granted', decision: granted, ...rest })).to.equal(null);
    expect(verdictOn('SUBSCRIBER', { speaking: 'granted', decision: granted, ...rest })).to.equal(
      'speaking-changed',
    );
    expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision: revoked, ...rest })).to.equal(
      'speaking-changed',
    );
  });

  it('gives a page the time to follow, and no more', () => {
    const revoked = (ms: number) => ({ ...undecided, maySpeak: false, speakingChangedAt: ago(ms) });
    const verdict = (ms: number) =>
      verdictOn('PUBLISHER', { speaking: 'everyone', decision: revoked(ms), ...rest });
    expect(verdict(FOLLOWS_WITHIN_MS - 1)).to.equal(null);
    expect(verdict(FOLLOWS_WITHIN_MS)).to.equal('speaking-changed');
  });

  it('puts a removed person out at once, whatever the role', () => {
    const removed = { ...undecided, removedAt: now };
    expect(verdictOn('SUBSCRIBER', { speaking: 'everyone', decision: removed, ...rest })).to.equal('removed');
    expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision: removed, ...rest })).to.equal('removed');
  });

  it('never closes an instructor’s', () => {
    expect(verdictOn('MODERATOR', { speaking: 'granted', decision: null, ...rest })).to.equal(null);
  });

  it('shows out who has no seat any more, whatever they were granted', () => {
    const granted = { ...undecided, maySpeak: true };
    for (const decision of [null, granted]) {
      expect(verdictOn('PUBLISHER', { speaking: 'everyone', decision, ...rest, isMember: false })).to.equal(
        'removed',
      );
    }
  });

  it('lets nobody send in a recorded lesson who did not agree to it, and gives a page the time to follow', () => {
    const recorded = { ...rest, speaking: 'everyone', isRecorded: true } as const;
    const said = (agrees: boolean, ms: number) => ({ ...undecided, agrees, agreementChangedAt: ago(ms) });
    expect(verdictOn('PUBLISHER', { ...recorded, decision: null })).to.equal('speaking-changed');
    expect(verdictOn('SUBSCRIBER', { ...recorded, decision: null })).to.equal(null);
    expect(verdictOn('PUBLISHER', { ...recorded, decision: said(true, 60_000) })).to.equal(null);
    expect(verdictOn('PUBLISHER', { ...recorded, decision: said(false, FOLLOWS_WITHIN_MS - 1) })).to.equal(
      null,
    );
    expect(verdictOn('PUBLISHER', { ...recorded, decision: said(false, FOLLOWS_WITHIN_MS) })).to.equal(
      'speaking-changed',
    );
  });
});
