import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeUser } from '../../test/factories.js';

describe('GET /api/lessons/:id/calendar.ics', () => {
  const api = useApi();

  it('gives everybody of the lesson its entry for their calendar', async () => {
    const { student, instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(600) });
    for (const user of [student, instructor]) {
      const { status, headers, body } = await (
        await api.as(user)
      ).call('GET', `/api/lessons/${lesson.id}/calendar.ics`);
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/calendar; charset=utf-8; method=PUBLISH');
      expect(headers.get('content-disposition')).to.equal('attachment; filename=lesson.ics');
      expect(body)
        .to.include('BEGIN:VEVENT')
        .and.include(`lesson-${lesson.id}@localhost`)
        .and.include('SEQUENCE:0');
    }
  });

  it('counts changes, so that calendars take the newer entry', async () => {
    const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(600) });
    const client = await api.as(instructor);
    const path = `/api/lessons/${lesson.id}`;
    const entry = async () => String((await client.call('GET', `${path}/calendar.ics`)).body);
    await client.call('PATCH', path, { body: { startsAt: api.clock.inMin(700).toISOString() } });
    expect(await entry())
      .to.include('SEQUENCE:1')
      .and.include('STATUS:CONFIRMED');
    await client.call('PATCH', path, { body: { title: '새 이름' } });
    expect(await entry())
      .to.include('SEQUENCE:2')
      .and.include('새 이름');
    await client.call('POST', `${path}/cancel`, { body: { reason: '' } });
    expect(await entry())
      .to.include('SEQUENCE:3')
      .and.include('STATUS:CANCELLED');
    await client.call('POST', `${path}/restore`);
    expect(await entry())
      .to.include('SEQUENCE:4')
      .and.include('STATUS:CONFIRMED');
  });

  it('is for those alone who belong to the lesson', async () => {
    const { course, lesson } = await makeClass();
    const path = `/api/lessons/${lesson.id}/calendar.ics`;
    const waiting = await makeUser();
    await enrol(waiting, course, 'waiting');
    expect(await (await api.as(waiting)).refused('GET', path)).to.include({
      status: 404,
      code: 'lesson.not_found',
    });
    expect(await api.browser().refused('GET', path)).to.include({ status: 401, code: 'auth.required' });
    const bad = await (await api.as(waiting)).refused('GET', '/api/lessons/none/calendar.ics');
    expect(bad).to.include({ status: 404, code: 'lesson.not_found' });
  });
});
