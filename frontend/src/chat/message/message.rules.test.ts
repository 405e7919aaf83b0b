import { expect } from 'chai';
import fc from 'fast-check';
import { aMessage, aPerson, aRoom, me } from '../../../test/chat.js';
import { actsOn, lastOwn, reactionsOf, withReaction } from './message.rules.js';
import { partsOf } from './text.rules.js';

const names = { people: ['김영준', 'Anna Weber', 'Anna'], me: '김영준', channels: ['질문'] };
const parts = (text: string) => partsOf(text, names).map(({ kind, text: words }) => `${kind} ${words}`);
const acts = (...args: Parameters<typeof actsOn>) => [...actsOn(...args)].sort();

describe('the text of a message', () => {
  it('shows addresses of the web as links, and nothing else', () => {
    expect(parts('보세요 https://a.example/b?c=1.')).to.deep.equal([
      'text 보세요 ',
      'link https://a.example/b?c=1',
      'text .',
    ]);
    expect(parts('(https://a.example/x_(y))')).to.deep.equal([
      'text (',
      'link https://a.example/x_(y)',
      'text )',
    ]);
    expect(parts('javascript:alert(1) data:text/html,x')).to.deep.equal([
      'text javascript:alert(1) data:text/html,x',
    ]);
  });

  it('shows code as it is', () => {
    expect(parts('`<b>` 그리고 ```\nlet a;\n```')).to.deep.equal([
      'code <b>',
      'text  그리고 ',
      'block let a;',
    ]);
    expect(parts('`https://a.example` @김영준')).to.deep.equal([
      'code https://a.example',
      'text  ',
      'mention @김영준',
    ]);
  });

  it('marks names that it knows, the longest first', () => {
    expect(parts('@Anna Weber @Anna #질문 @모르는이')).to.deep.equal([
      'mention @Anna Weber',
      'text  ',
      'mention @Anna',
      'text  ',
      'channel #질문',
      'text  @모르는이',
    ]);
    const [part] = partsOf('@김영준', names);
    expect(part).to.deep.equal({ kind: 'mention', text: '@김영준', isMe: true });
  });

  it('loses and invents nothing, whatever is written', () => {
    const written = fc.array(
      fc.constantFrom('https://a.b/', '@김영준', '#질문', '<img onerror=x>', ')', '.', ' ', '가'),
    );
    fc.assert(
      fc.property(written, (pieces) => {
        const text = pieces.join('');
        const all = partsOf(text, names);
        expect(all.map((part) => part.text).join('')).to.equal(text);
        for (const part of all) if (part.kind === 'link') expect(part.href).to.match(/^https?:/);
      }),
    );
  });
});

describe('what one may do about a message', () => {
  it('depends on whose it is', () => {
    expect(acts(aMessage(), aRoom(), me.id)).to.deep.equal(['copy', 'react', 'reply', 'report', 'thread']);
    expect(acts(aMessage({ author: me }), aRoom(), me.id)).to.deep.equal([
      'copy',
      'delete',
      'edit',
      'react',
      'reply',
      'thread',
    ]);
  });

  it('is more for who moderates', () => {
    expect(acts(aMessage(), aRoom({ mayModerate: true }), me.id)).to.include.members(['delete', 'pin']);
    const pinned = aMessage({ pinnedAt: '2026-11-21T09:00:00.000Z' });
    expect(acts(pinned, aRoom({ mayModerate: true }), me.id))
      .to.include('unpin')
      .and.not.include('pin');
  });

  it('is little where one only reads, and nothing where it was deleted', () => {
    expect(acts(aMessage(), aRoom({ mayWrite: false }), me.id)).to.deep.equal(['copy', 'report']);
    const deleted = aMessage({ deletedAt: '2026-11-21T09:00:00.000Z', text: '', author: me });
    expect(acts(deleted, aRoom({ mayWrite: false }), me.id)).to.deep.equal([]);
  });

  it('takes reactions of all to what only instructors write, and pins of both in a conversation', () => {
    const instructors = aRoom({ writers: 'instructors', mayWrite: false });
    expect(acts(aMessage(), instructors, me.id)).to.deep.equal(['copy', 'react', 'report']);
    const direct = { person: aPerson(), state: 'agreed' };
    expect(acts(aMessage(), aRoom({ kind: 'direct', direct }), me.id)).to.include('pin');
    const ended = aRoom({ kind: 'direct', direct: { ...direct, state: 'ended' }, mayWrite: false });
    expect(acts(aMessage(), ended, me.id)).to.deep.equal(['copy', 'report']);
  });

  it('has no threads under threads', () => {
    expect(acts(aMessage(), aRoom({ kind: 'thread', name: '' }), me.id)).to.not.include('thread');
  });

  it('shows one’s own reaction at once, once', () => {
    const give = { emoji: '👍', isOn: true };
    const given = withReaction([], me.id, give);
    expect(given).to.deep.equal([{ emoji: '👍', userIds: [me.id] }]);
    expect(withReaction(given, me.id, give)).to.deep.equal(given);
    expect(reactionsOf(withReaction(given, me.id, { ...give, isOn: false }), me.id)).to.deep.equal([]);
  });

  it('knows one’s own last words, and one’s own reactions', () => {
    const deleted = { seq: 3, author: me, text: '', deletedAt: '2026-11-21T09:00:00.000Z' };
    const all = [aMessage({ seq: 1, author: me }), aMessage({ seq: 2 }), aMessage(deleted)];
    expect(lastOwn(all, me.id)?.seq).to.equal(1);
    expect(lastOwn([aMessage()], me.id)).to.equal(null);
    const given = [
      { emoji: '👍', userIds: [me.id] },
      { emoji: '🙏', userIds: [] },
    ];
    expect(reactionsOf(given, me.id)).to.deep.equal([{ emoji: '👍', count: 1, isMine: true }]);
  });
});
