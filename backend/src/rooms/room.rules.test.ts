import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { newId } from '@seodang/server-kit/ids';
import {
  afterAnswer,
  afterAsking,
  directStateFor,
  partOf,
  refusalToWrite,
  type WritingRule,
} from './room.rules.js';

describe('refusalToWrite', () => {
  const open: WritingRule = {
    kind: 'channel',
    leads: false,
    writers: 'everyone',
    isArchived: false,
    direct: null,
  };
  const two = { isAgreed: true, isBlocked: false };
  const cases: [string, Partial<WritingRule>, string | null][] = [
    ['an open room', {}, null],
    ['a room for instructors', { writers: 'instructors' }, 'room.read_only'],
    ['a room for instructors, of one', { writers: 'instructors', leads: true }, null],
    ['an archived room, also of an instructor', { isArchived: true, leads: true }, 'room.archived'],
    ['a conversation that was agreed to', { kind: 'direct', direct: two }, null],
    ['one that was not', { kind: 'direct', direct: { ...two, isAgreed: false } }, 'direct.not_agreed'],
    ['one of people who block', { kind: 'direct', direct: { ...two, isBlocked: true } }, 'direct.refused'],
    ['a thread in such a one', { kind: 'thread', direct: { ...two, isBlocked: true } }, 'direct.refused'],
  ];
  for (const [what, change, refusal] of cases) {
    it(`is ${refusal ?? 'null'} for ${what}`, () => {
      expect(refusalToWrite({ ...open, ...change })).to.equal(refusal);
    });
  }
});

describe('a conversation of two', () => {
  const [me, you] = [newId(UserId), newId(UserId)];

  it('is asked by one and asked of the other', () => {
    expect(directStateFor(me, { state: 'asked', askedBy: me })).to.equal('asking');
    expect(directStateFor(me, { state: 'asked', askedBy: you })).to.equal('asked');
    expect(directStateFor(me, { state: 'declined', askedBy: me })).to.equal('declined');
  });

  it('is agreed to by asking back, and not asked for again by who was declined', () => {
    expect(afterAsking(me, { state: 'asked', askedBy: me })).to.equal('asked');
    expect(afterAsking(me, { state: 'asked', askedBy: you })).to.equal('agreed');
    expect(afterAsking(me, { state: 'agreed', askedBy: you })).to.equal('agreed');
    expect(afterAsking(me, { state: 'declined', askedBy: me })).to.equal('refused');
    expect(afterAsking(me, { state: 'declined', askedBy: you })).to.equal('asked');
    for (const askedBy of [me, you]) expect(afterAsking(me, { state: 'left', askedBy })).to.equal('asked');
  });

  it('is answered by who was asked, and ended by either', () => {
    expect(afterAnswer(me, true, { state: 'asked', askedBy: me })).to.equal('forbidden');
    expect(afterAnswer(me, true, { state: 'asked', askedBy: you })).to.equal('agreed');
    expect(afterAnswer(me, false, { state: 'asked', askedBy: you })).to.equal('declined');
    expect(afterAnswer(me, false, { state: 'agreed', askedBy: me })).to.equal('left');
    expect(afterAnswer(me, false, { state: 'left', askedBy: you })).to.equal('left');
    expect(afterAnswer(me, true, { state: 'left', askedBy: you })).to.equal('agreed');
    expect(afterAnswer(me, true, { state: 'left', askedBy: me })).to.equal('forbidden');
    expect(afterAnswer(me, true, { state: 'declined', askedBy: me })).to.equal('forbidden');
    expect(afterAnswer(me, true, { state: 'declined', askedBy: you })).to.equal('agreed');
  });
});

describe('partOf', () => {
  it('is the most that a person is', () => {
    expect(partOf(['student', 'operator', 'instructor'])).to.equal('instructor');
    expect(partOf(['operator', 'student'])).to.equal('operator');
    expect(partOf([])).to.equal('student');
  });
});
