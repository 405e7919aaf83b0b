import { expect } from 'chai';
import { dayText, exactRangeText, timeRangeText } from './time.js';

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

describe('timeRangeText', () => {
  const range = (startsAt: string, locale: string) => timeRangeText(startsAt, 50, 'Asia/Seoul', locale);

  // Browsers and some versions of Node name the halves of a Korean day differently.
  it('says the half of the day once where it is the same', () => {
    expect(range('2026-11-21T06:00:00.000Z', 'ko')).to.match(/^(오후|PM) 3:00~3:50$/);
    expect(range('2026-11-21T06:00:00.000Z', 'en')).to.match(/^3:00\s–\s3:50\sPM$/);
  });

  it('stays short over midnight', () => {
    expect(range('2026-11-21T14:58:00.000Z', 'ko')).to.match(/^(오후|PM) 11:58~(오전|AM) 12:48$/);
    expect(range('2026-11-21T14:58:00.000Z', 'en')).to.match(/^11:58\sPM – 12:48\sAM$/);
    expect(
      exactRangeText('2026-11-21T14:59:58.000Z', '2026-11-21T15:00:03.000Z', 'Asia/Seoul', 'ko'),
    ).to.match(/^(오후|PM) 11:59:58~(오전|AM) 12:00:03$/);
  });
});
