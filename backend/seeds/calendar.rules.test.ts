import { expect } from 'chai';
import { meetingsBetween } from './calendar.rules.js';

describe('meetingsBetween', () => {
  it('keeps the hour on the wall when the clocks change', () => {
    const tuesdays = { weekday: 2, hour: 12, timeZone: 'Europe/Berlin' };
    const meetings = meetingsBetween(
      tuesdays,
      new Date('2026-10-19T12:00:00Z'),
      new Date('2026-10-30T12:00:00Z'),
    );
    expect(meetings.map((at) => at.toISOString())).to.deep.equal([
      '2026-10-20T10:00:00.000Z',
      '2026-10-27T11:00:00.000Z',
    ]);
  });

  it('takes the weekday of the zone, not that of UTC', () => {
    const mondays = { weekday: 1, hour: 8, timeZone: 'Asia/Seoul' };
    const meetings = meetingsBetween(
      mondays,
      new Date('2026-11-20T00:00:00Z'),
      new Date('2026-11-24T00:00:00Z'),
    );
    expect(meetings.map((at) => at.toISOString())).to.deep.equal(['2026-11-22T23:00:00.000Z']);
  });
});
