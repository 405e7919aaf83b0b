import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { newId } from '@seodang/server-kit/ids';
import { AnswerCache } from './answer-cache.js';

describe('remembered answers', () => {
  const userId = newId(UserId);

  it('are asked for once', async () => {
    const cache = new AnswerCache<string>();
    let asked = 0;
    const ask = () => Promise.resolve(`answer ${++asked}`);
    const answers = await Promise.all([cache.get(userId, 'room', ask), cache.get(userId, 'room', ask)]);
    expect(answers).to.deep.equal(['answer 1', 'answer 1']);
  });

  it('are asked for again when a hint overtakes them on their way', async () => {
    const cache = new AnswerCache<string>();
    let answer: (text: string | null) => void = () => undefined;
    let asked = 0;
    const first = cache.get(userId, 'room', () => {
      asked += 1;
      return asked === 1 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(null);
    });
    cache.forgetThing('room');
    answer('yes, a moment ago');
    expect(await first).to.equal(null);
  });

  it('are not kept when they are a no, or were none', async () => {
    const cache = new AnswerCache<string>();
    const answers = [
      () => Promise.resolve(null),
      () => Promise.reject(new Error('away')),
      () => Promise.resolve('yes'),
    ];
    expect(await cache.get(userId, 'room', answers[0] ?? failing)).to.equal(null);
    expect(await cache.get(userId, 'room', answers[1] ?? failing).catch(() => 'failed')).to.equal('failed');
    expect(await cache.get(userId, 'room', answers[2] ?? failing)).to.equal('yes');
  });

  it('hold when they cannot be had anew, unless a hint put them in doubt', async () => {
    const cache = new AnswerCache<string>({ freshMs: 0, goodMs: 600_000 });
    await cache.get(userId, 'room', () => Promise.resolve('yes'));
    cache.sweep();
    expect(await cache.get(userId, 'room', failing)).to.equal('yes');
    cache.forgetThing('room');
    expect(await cache.get(userId, 'room', failing).catch(() => 'failed')).to.equal('failed');
  });

  it('are renewed while they are used, and let go when they became a no', async () => {
    const answers = ['second', null];
    const cache = new AnswerCache<string>({
      renewMs: 60_000,
      renew: () => Promise.resolve(answers.shift() ?? null),
    });
    const seen = new Set<string | null>();
    for (const asked of [1, 2, 3, 4, 5, 6]) {
      seen.add(await cache.get(userId, 'room', () => Promise.resolve(`asked ${asked}`)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([...seen].slice(0, 2)).to.deep.equal(['asked 1', 'second']);
    expect(seen.size).to.be.greaterThan(2);
  });

  it('are not renewed with what a hint overtook', async () => {
    let answer: (text: string) => void = () => undefined;
    const cache = new AnswerCache<string>({
      renewMs: 60_000,
      renew: () => new Promise((resolve) => (answer = resolve)),
    });
    const look = (text: string) => cache.get(userId, 'room', () => Promise.resolve(text));
    await look('first');
    await look('first');
    cache.forgetThing('room');
    answer('a moment ago');
    expect(await look('now')).to.equal('now');
    expect(await look('later')).to.equal('now');
  });

  it('are forgotten for one person at a time', async () => {
    const cache = new AnswerCache<string>();
    const other = newId(UserId);
    for (const id of [userId, other]) await cache.get(id, 'room', () => Promise.resolve('old'));
    cache.forgetPerson(userId);
    expect(await cache.get(userId, 'room', () => Promise.resolve('new'))).to.equal('new');
    expect(await cache.get(other, 'room', () => Promise.resolve('new'))).to.equal('old');
  });
});

function failing(): Promise<never> {
  return Promise.reject(new Error('not asked'));
}
