import { expect } from 'chai';
import fc from 'fast-check';
import { momentOf, wallTimeOf, weeklyFrom, type WallTime } from './zoned-time.js';

const at = (date: string, time: string): WallTime => ({ date, time });
const iso = (wall: WallTime, timeZone: string) => {
  const moment = momentOf(wall, timeZone);
  return moment.kind === 'gap' ? 'gap' : `${moment.kind} ${moment.instant.toISOString()}`;
};

describe('momentOf', () => {
  it('reads the clock of the zone, not of the device', () => {
    expect(iso(at('2026-11-24', '20:00'), 'Asia/Seoul')).to.equal('once 2026-11-24T11:00:00.000Z');
    expect(iso(at('2026-11-24', '20:00'), 'America/New_York')).to.equal('once 2026-11-25T01:00:00.000Z');
  });

  it('finds no instant for what Berlin jumps over in spring', () => {
    expect(iso(at('2027-03-28', '01:59'), 'Europe/Berlin')).to.equal('once 2027-03-28T00:59:00.000Z');
    expect(iso(at('2027-03-28', '02:00'), 'Europe/Berlin')).to.equal('gap');
    expect(iso(at('2027-03-28', '02:59'), 'Europe/Berlin')).to.equal('gap');
    expect(iso(at('2027-03-28', '03:00'), 'Europe/Berlin')).to.equal('once 2027-03-28T01:00:00.000Z');
  });

  it('takes the first of the two when New York turns its clocks back', () => {
    expect(iso(at('2026-11-01', '00:59'), 'America/New_York')).to.equal('once 2026-11-01T04:59:00.000Z');
    expect(iso(at('2026-11-01', '01:30'), 'America/New_York')).to.equal('twice 2026-11-01T05:30:00.000Z');
    expect(iso(at('2026-11-01', '02:00'), 'America/New_York')).to.equal('once 2026-11-01T07:00:00.000Z');
  });

  it('knows the half hour of Lord Howe Island', () => {
    expect(iso(at('2027-04-04', '01:45'), 'Australia/Lord_Howe')).to.equal('twice 2027-04-03T14:45:00.000Z');
    expect(iso(at('2026-10-04', '02:15'), 'Australia/Lord_Howe')).to.equal('gap');
  });

  it('is undone by wallTimeOf, wherever and whenever', () => {
    const zones = fc.constantFrom('Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
    const minutes = fc.integer({ min: Date.UTC(2026, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (timeZone, minute) => {
        const wall = wallTimeOf(new Date(minute * 60_000), timeZone);
        const moment = momentOf(wall, timeZone);
        expect(moment.kind).to.not.equal('gap');
        if (moment.kind !== 'gap') expect(wallTimeOf(moment.instant, timeZone)).to.deep.equal(wall);
      }),
    );
  });
});

describe('weeklyFrom', () => {
  const instants = (first: WallTime, weeks: number, timeZone: string) =>
    weeklyFrom(first, weeks).map((wall) => iso(wall, timeZone));

  it('keeps the hour on the wall when Berlin changes its clocks', () => {
    expect(instants(at('2026-10-20', '19:00'), 2, 'Europe/Berlin')).to.deep.equal([
      'once 2026-10-20T17:00:00.000Z',
      'once 2026-10-27T18:00:00.000Z',
    ]);
  });

  it('keeps the hour on the wall when New York changes its clocks', () => {
    expect(instants(at('2027-03-09', '09:00'), 2, 'America/New_York')).to.deep.equal([
      'once 2027-03-09T14:00:00.000Z',
      'once 2027-03-16T13:00:00.000Z',
    ]);
  });

  it('shows the one week in which the time does not exist', () => {
    expect(
      instants(at('2027-03-21', '02:30'), 3, 'Europe/Berlin').map((text) => text.slice(0, 4)),
    ).to.deep.equal(['once', 'gap', 'once']);
  });

  it('goes over the end of months and years', () => {
    expect(weeklyFrom(at('2026-12-29', '08:00'), 2).map(({ date }) => date)).to.deep.equal([
      '2026-12-29',
      '2027-01-05',
    ]);
  });
});
