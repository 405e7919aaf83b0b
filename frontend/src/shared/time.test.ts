import { expect } from 'chai';
import { dayText } from './time.js';

describe('dayText', () => {
  const now = new Date('2026-11-21T09:00:00.000Z');
  const day = (instant: string, locale: string) => dayText(instant, 'Asia/Seoul', locale, now);

  it('is the day in the zone that was asked for', () => {
    expect(day('2026-11-21T15:30:00.000Z', 'ko')).to.equal('11월 22일 (일)');
    expect(day('2026-11-21T15:30:00.000Z', 'en')).to.equal('Sun, Nov 22');
  });

  it('tells the year when it is not this one', () => {
    expect(day('2026-12-31T15:30:00.000Z', 'ko')).to.equal('2027년 1월 1일 (금)');
    expect(day('2026-12-31T15:30:00.000Z', 'en')).to.equal('Fri, Jan 1, 2027');
  });
});
