import { expect } from 'chai';
import { effectScope } from 'vue';
import { until } from '../../../test/mount.js';
import { useAnnouncer } from './announcer.js';

describe('what is read out', () => {
  const scope = effectScope();
  const announcer = () => {
    const made = scope.run(() =>
      useAnnouncer(
        (n) => `${n} new`,
        () => true,
      ),
    );
    if (made === undefined) throw new Error('no scope');
    return made;
  };
  after(() => {
    scope.stop();
  });

  it('is one message in full, and several as their number', async () => {
    const { words, say } = announcer();
    say('a', 'Mina: hello');
    await until(() => words.value === 'Mina: hello', 'the message');
    say('b', 'Mina: are you');
    say('c', 'Mina: there?');
    await until(() => words.value === '2 new', 'their number');
  });

  it('does not stay after it was deleted or changed', async () => {
    const { words, say, takeBack } = announcer();
    say('a', 'Mina: a slip');
    await until(() => words.value !== '', 'the message');
    takeBack('other');
    expect(words.value).to.equal('Mina: a slip');
    takeBack('a');
    expect(words.value).to.equal('');
  });

  it('is not begun when it was taken back before', async () => {
    const { words, say, takeBack } = announcer();
    say('a', 'Mina: a slip');
    say('b', 'Mina: what I meant');
    takeBack('a');
    await until(() => words.value !== '', 'the other message');
    expect(words.value).to.equal('Mina: what I meant');
  });
});
