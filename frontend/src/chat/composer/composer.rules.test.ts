import { expect } from 'chai';
import { aPerson, aRoom } from '../../../test/chat.js';
import { charactersLeft, closedBecause, freePlaces, keyAct, maySend, type Key } from './composer.rules.js';
import { mentionedIn, mentionQueryAt, stillNamed, withMention } from './mention.rules.js';

const key = (more: Partial<Key>): Key => ({
  key: '',
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});
const writing = { isEmpty: false, isTouch: false };

describe('the keys of the box', () => {
  it('send by Enter, and make a line with Shift', () => {
    expect(keyAct(key({ key: 'Enter' }), writing)).to.equal('send');
    expect(keyAct(key({ key: 'Enter', shiftKey: true }), writing)).to.equal(null);
    expect(keyAct(key({ key: 'Enter' }), { ...writing, isTouch: true })).to.equal(null);
  });

  it('leave the Enter alone that ends a syllable', () => {
    expect(keyAct(key({ key: 'Enter', isComposing: true }), writing)).to.equal(null);
    expect(keyAct(key({ key: 'Enter', keyCode: 229 }), writing)).to.equal(null);
    expect(keyAct(key({ key: 'Process', keyCode: 229 }), writing)).to.equal(null);
  });

  it('take up the last message from an empty box only', () => {
    expect(keyAct(key({ key: 'ArrowUp' }), { ...writing, isEmpty: true })).to.equal('edit-last');
    expect(keyAct(key({ key: 'ArrowUp' }), writing)).to.equal(null);
    expect(keyAct(key({ key: 'Escape' }), writing)).to.equal('cancel');
  });
});

describe('a message that is being written', () => {
  it('counts from 1,800 characters on, and is not sent beyond 2,000', () => {
    expect(charactersLeft('가'.repeat(1_799))).to.equal(null);
    expect(charactersLeft('가'.repeat(1_800))).to.equal(200);
    expect(charactersLeft('가'.repeat(2_001))).to.equal(-1);
    expect(maySend('가'.repeat(2_000), 0)).to.equal(true);
    expect(maySend('가'.repeat(2_001), 0)).to.equal(false);
  });

  it('needs words or a picture', () => {
    expect(maySend(' \n ', 0)).to.equal(false);
    expect(maySend('', 1)).to.equal(true);
    expect([freePlaces(0), freePlaces(3), freePlaces(9)]).to.deep.equal([4, 1, 0]);
  });

  it('cannot be written where the room is closed, and says why', () => {
    const direct = { person: aPerson(), state: 'asking' };
    expect(closedBecause(aRoom())).to.equal(null);
    expect(closedBecause(aRoom({ mayWrite: false }))).to.equal('readOnly');
    expect(closedBecause(aRoom({ archivedAt: '2026-11-21T09:00:00.000Z' }))).to.equal('archived');
    expect(closedBecause(aRoom({ kind: 'direct', direct, mayWrite: false }))).to.equal('asking');
  });
});

describe('a mention', () => {
  it('begins with @ or # at the beginning of a word, before the caret', () => {
    expect(mentionQueryAt('안녕 @영', 5)).to.deep.equal({ kind: '@', words: '영', from: 3 });
    expect(mentionQueryAt('#', 1)).to.deep.equal({ kind: '#', words: '', from: 0 });
    expect(mentionQueryAt('a@b', 3)).to.equal(null);
    expect(mentionQueryAt('@영준 님', 6)).to.equal(null);
    expect(mentionQueryAt('@영준', 0)).to.equal(null);
  });

  it('is put in place of what was typed', () => {
    const query = mentionQueryAt('안녕 @영 님', 5);
    if (query === null) throw new Error('no mention there');
    expect(withMention('안녕 @영 님', query, '김영준')).to.deep.equal({ text: '안녕 @김영준 님', caret: 8 });
  });

  it('counts as long as the name stands in the text', () => {
    const picked = new Map([
      ['a', '김영준'],
      ['b', '이하늘'],
    ]);
    expect(mentionedIn('@김영준 안녕', picked)).to.deep.equal(['a']);
  });

  it('stays when its message is changed, as long as the name does', () => {
    const names = new Map([
      ['a', '김영준'],
      ['b', '이하늘'],
    ]);
    const named = (before: string, after: string, mentions = ['a', 'b']) =>
      stillNamed({ text: before, mentions }, after, (id) => names.get(id));
    expect(named('@김영준 @이하늘 안뇽', '@김영준 @이하늘 안녕')).to.deep.equal(['a', 'b']);
    expect(named('@김영준 @이하늘 안녕', '@이하늘 안녕')).to.deep.equal(['b']);
    // Who has another name by now, and who is not known, are named by what stands there.
    expect(named('@영준이 안뇽', '@영준이 안녕', ['a'])).to.deep.equal(['a']);
    expect(named('@누구 안뇽', '@누구 안녕', ['c'])).to.deep.equal(['c']);
    expect(named('@누구 안녕', '안녕', ['c'])).to.deep.equal([]);
  });
});
