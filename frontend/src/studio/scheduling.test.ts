import type { LessonView, ScheduleLesson } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { ApiError } from '../shared/errors.js';
import { planLessons } from './plan-lessons.js';
import { Scheduling } from './scheduling.js';

const going = new AbortController().signal;

/** A course whose server makes lessons, unless `trouble` says otherwise for the nth request. */
function aCourse(trouble: Record<number, 'clash' | 'offline' | 'lost answer'> = {}) {
  const made: ScheduleLesson[] = [];
  let asked = 0;
  return {
    made,
    listStarts: () => Promise.resolve(made.map(({ startsAt }) => startsAt)),
    schedule: (input: ScheduleLesson): Promise<LessonView> => {
      asked += 1;
      const what = trouble[asked];
      if (what === 'clash') return Promise.reject(new ApiError('lesson.clashes', { status: 409 }));
      if (what === 'offline') return Promise.reject(new ApiError('client.offline'));
      made.push(input);
      if (what === 'lost answer') return Promise.reject(new ApiError('client.timeout'));
      return Promise.resolve({} as LessonView);
    },
  };
}

const weekly = (times: number) =>
  planLessons({
    title: '1강',
    date: '2026-11-24',
    time: '20:00',
    durationMin: '60',
    timeZone: 'Asia/Seoul',
    times: String(times),
  });

function scheduling(course: ReturnType<typeof aCourse>, times = 3) {
  const progress: string[] = [];
  const run = new Scheduling(weekly(times), {
    ...course,
    onChange: (results) => progress.push(results.map(({ result }) => result.kind).join(' ')),
  });
  return { run, progress, kinds: () => run.results.map(({ result }) => result.kind) };
}

describe('Scheduling', () => {
  it('makes one lesson after the other, and tells of each', async () => {
    const course = aCourse();
    const { run, progress } = scheduling(course);
    await run.run(going);
    expect(course.made.map(({ title }) => title)).to.deep.equal(['1강', '2강', '3강']);
    expect(progress).to.deep.equal(['made open open', 'made made open', 'made made made']);
  });

  it('leaves out what clashes and makes the rest', async () => {
    const course = aCourse({ 2: 'clash' });
    const { run, kinds } = scheduling(course);
    await run.run(going);
    expect(kinds()).to.deep.equal(['made', 'refused', 'made']);
    expect(course.made).to.have.length(2);
  });

  it('stops when the server cannot be asked, and goes on from there', async () => {
    const course = aCourse({ 2: 'offline' });
    const { run, kinds } = scheduling(course);
    await run.run(going);
    expect(kinds()).to.deep.equal(['made', 'failed', 'open']);
    await run.run(going);
    expect(kinds()).to.deep.equal(['made', 'made', 'made']);
    expect(course.made).to.have.length(3);
  });

  it('makes no lesson twice whose answer got lost', async () => {
    const course = aCourse({ 2: 'lost answer' });
    const { run, kinds } = scheduling(course);
    await run.run(going);
    await run.run(going);
    expect(kinds()).to.deep.equal(['made', 'made', 'made']);
    expect(course.made.map(({ title }) => title)).to.deep.equal(['1강', '2강', '3강']);
  });

  it('tries nothing again while it cannot know what became of a lesson', async () => {
    const course = aCourse({ 1: 'lost answer' });
    const { run, kinds } = scheduling({
      ...course,
      listStarts: () => Promise.reject(new ApiError('client.offline')),
    });
    await run.run(going);
    await run.run(going);
    expect(kinds()).to.deep.equal(['failed', 'open', 'open']);
    expect(course.made).to.have.length(1);
  });

  it('stops between two lessons when asked to', async () => {
    const stop = new AbortController();
    const course = aCourse();
    const run = new Scheduling(weekly(3), {
      ...course,
      onChange: () => {
        stop.abort();
      },
    });
    await run.run(stop.signal);
    expect(run.results.map(({ result }) => result.kind)).to.deep.equal(['made', 'open', 'open']);
  });
});
