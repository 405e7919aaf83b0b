import { ScheduleLesson } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { nextFields, planLessons, whenFieldsOf, whenOf } from './plan-lessons.js';

const fields = {
  title: '1강. 붓과 먹',
  date: '2027-03-14',
  time: '02:30',
  durationMin: '60',
  timeZone: 'Europe/Berlin',
  times: '3',
};

describe('planLessons', () => {
  it('plans what the API takes', () => {
    const [plan] = planLessons({ ...fields, times: '1' });
    if (plan?.kind !== 'lesson') throw new Error('no lesson');
    expect(ScheduleLesson.parse(plan.input)).to.deep.equal({
      title: '1강. 붓과 먹',
      startsAt: '2027-03-14T01:30:00.000Z',
      durationMin: 60,
      timeZone: 'Europe/Berlin',
    });
  });

  it('marks the week whose clocks jump over the time', () => {
    expect(planLessons(fields).map(({ kind, wall }) => `${wall.date} ${kind}`)).to.deep.equal([
      '2027-03-14 lesson',
      '2027-03-21 lesson',
      '2027-03-28 gap',
    ]);
  });

  it('marks the week in which the time comes twice', () => {
    const autumn = planLessons({ ...fields, date: '2026-10-25', times: '1' });
    expect(autumn).to.have.nested.property('[0].isTwice', true);
  });

  it('plans nothing while day or time are missing', () => {
    expect(planLessons({ ...fields, date: '' })).to.deep.equal([]);
    expect(planLessons({ ...fields, time: '' })).to.deep.equal([]);
  });
});

describe('whenOf', () => {
  const startsAt = (more: object) => whenOf({ ...fields, ...more }).startsAt;

  it('is the instant, and none where there is none', () => {
    expect(startsAt({})).to.equal('2027-03-14T01:30:00.000Z');
    expect(startsAt({ date: '2027-03-28' })).to.equal('');
    expect(startsAt({ time: '' })).to.equal('');
  });

  it('is undone by whenFieldsOf', () => {
    const { title, times, ...when } = fields;
    expect([title, times]).to.have.length(2);
    expect(whenFieldsOf(whenOf(when))).to.deep.equal(when);
  });
});

describe('nextFields', () => {
  const now = new Date('2026-11-21T09:00:00.000Z');
  const seoul = (last: string | null) => {
    const lesson = last === null ? null : { startsAt: last, durationMin: 50 };
    const { date, time, durationMin } = nextFields(lesson, 'Asia/Seoul', now);
    return `${date} ${time} ${durationMin}`;
  };

  it('goes on a week after the last lesson, at its time', () => {
    expect(seoul('2026-11-24T11:00:00.000Z')).to.equal('2026-12-01 20:00 50');
  });

  it('begins tomorrow evening without one, or when that is long past', () => {
    expect(seoul(null)).to.equal('2026-11-22 20:00 60');
    expect(seoul('2026-10-01T11:00:00.000Z')).to.equal('2026-11-22 20:00 60');
  });
});
