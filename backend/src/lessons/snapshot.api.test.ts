import { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { makeClass, makeUser } from '../../test/factories.js';

describe('the snapshot of a lesson', () => {
  const api = useApi();
  const read = async (client: Client, id: string) =>
    LessonSnapshot.parse((await client.call('GET', `/api/lessons/${id}/snapshot`)).body);

  it('counts what happened to it, for everybody who is of it', async () => {
    const { instructor, student, lesson } = await makeClass({ startsAt: api.clock.inMin(5) });
    const [teacher, pupil] = [await api.as(instructor), await api.as(student)];
    const planned = {
      lessonId: lesson.id,
      seq: 0,
      state: 'scheduled',
      startsAt: api.clock.inMin(5).toISOString(),
      durationMin: 50,
      startedAt: null,
      endedAt: null,
      cancelReason: '',
      recording: null,
      lastRecording: null,
    };
    expect(await read(pupil, lesson.id)).to.deep.equal(planned);
    await teacher.timetable.cancel(lesson.id, '감기');
    await teacher.timetable.cancel(lesson.id, 'again');
    expect(await read(pupil, lesson.id)).to.deep.equal({
      ...planned,
      seq: 1,
      state: 'cancelled',
      cancelReason: '감기',
    });
    await teacher.timetable.restore(lesson.id);
    await teacher.timetable.change(lesson.id, { durationMin: 40 });
    await teacher.lessons.start(lesson.id);
    await teacher.lessons.start(lesson.id);
    const startedAt = api.clock.now().toISOString();
    const live = { ...planned, seq: 4, state: 'live', durationMin: 40, startedAt };
    expect(await read(teacher, lesson.id)).to.deep.equal(live);
    await teacher.lessons.end(lesson.id);
    expect(await read(pupil, lesson.id)).to.deep.equal({
      ...live,
      seq: 5,
      state: 'ended',
      endedAt: startedAt,
    });
  });

  it('is nobody else’s', async () => {
    const { lesson } = await makeClass();
    const stranger = await api.as(await makeUser());
    for (const id of [lesson.id, 'nothing']) {
      const { code } = await stranger.refused('GET', `/api/lessons/${id}/snapshot`);
      expect(code).to.equal('lesson.not_found');
    }
    const { code } = await api.browser().refused('GET', `/api/lessons/${lesson.id}/snapshot`);
    expect(code).to.equal('auth.required');
  });
});
