import { LessonPeople } from '@seodang/contracts/lessons';
import {
  ConsentLedger,
  RECORDING_CONSENT_VERSION,
  RecordingConsentView,
} from '@seodang/contracts/recording-consent';
import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { databaseOf } from '../platform/db/database.js';
import { Lesson } from '../lessons/index.js';

describe('agreeing to be recorded', () => {
  const api = useApi();

  async function recordedClass(isRecorded = true) {
    const made = await makeClass({ state: 'live' });
    await made.course.update({ isRecorded });
    const path = `/api/lessons/${made.lesson.id}`;
    const teacher = await api.as(made.instructor);
    return { ...made, path, teacher, client: await api.as(made.student) };
  }

  async function say(client: Client, path: string, agrees: boolean) {
    const body = { version: RECORDING_CONSENT_VERSION, agrees };
    const answer = await client.call('PUT', `${path}/recording-consent`, { body });
    expect(answer.status).to.equal(200);
    return RecordingConsentView.parse(answer.body);
  }

  const ledgerOf = async (client: Client, path: string) =>
    ConsentLedger.parse((await client.call('GET', `${path}/consents`)).body).items;

  it('is not asked for where nothing is recorded', async () => {
    const { client, lesson } = await recordedClass(false);
    expect(await client.lessons.get(lesson.id)).to.include({ isRecorded: false, maySpeak: true });
    expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
  });

  it('comes before speaking: who said nothing or no listens, whatever the instructor grants', async () => {
    const { client, teacher, student, lesson, path } = await recordedClass();
    expect((await client.lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
    await say(client, path, false);
    expect(await client.lessons.get(lesson.id)).to.include({ maySpeak: false, agreesToRecording: false });
    const granted = { body: { maySpeak: true } };
    expect((await teacher.call('PUT', `${path}/people/${student.id}/speaking`, granted)).status).to.equal(
      204,
    );
    expect(api.media.calls).to.include(`revoke ${lesson.id} ${student.id}`);
    expect((await client.lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
    await say(client, path, true);
    expect(api.media.calls).to.include(`grant ${lesson.id} ${student.id}`);
    expect((await client.lessons.join(lesson.id)).role).to.equal('PUBLISHER');
  });

  it('can be taken back at any time', async () => {
    const { client, student, lesson, path } = await recordedClass();
    await say(client, path, true);
    const before = api.media.calls.length;
    const view = await say(client, path, false);
    expect(view).to.include({ version: RECORDING_CONSENT_VERSION, agrees: false });
    expect(api.media.calls.slice(before)).to.deep.equal([`revoke ${lesson.id} ${student.id}`]);
    expect((await client.lessons.join(lesson.id)).role).to.equal('SUBSCRIBER');
  });

  it('is kept word for word, once each, also when said twice at once', async () => {
    const { client, teacher, student, path } = await recordedClass();
    await Promise.all([say(client, path, true), say(client, path, true), say(client, path, true)]);
    await say(client, path, false);
    await say(client, path, false);
    await say(client, path, true);
    const items = await ledgerOf(teacher, path);
    expect(items.map(({ agrees }) => agrees)).to.deep.equal([true, false, true]);
    expect(items[0]).to.include({
      userId: student.id,
      name: student.name,
      version: RECORDING_CONSENT_VERSION,
    });
    const table = await teacher.call('GET', `${path}/consents.csv`);
    expect(table.headers.get('content-type')).to.match(/^text\/csv/);
  });

  it('is said as fast as people do, not faster', async () => {
    const { client, teacher, path } = await recordedClass();
    const words = Array.from({ length: 25 }, (_, nth) => {
      const body = { version: RECORDING_CONSENT_VERSION, agrees: nth % 2 === 0 };
      return client.call('PUT', `${path}/recording-consent`, { body });
    });
    const refused = (await Promise.all(words)).filter(({ status }) => status === 429);
    expect(refused).to.have.length(5);
    expect((await ledgerOf(teacher, path)).length).to.be.at.most(20);
  });

  it('is given in the lesson, so that plans that nobody came to can go', async () => {
    const { instructor, student, course, lesson } = await makeClass({}, { state: 'draft', isRecorded: true });
    const [teacher, pupil] = [await api.as(instructor), await api.as(student)];
    const body = { version: RECORDING_CONSENT_VERSION, agrees: true };
    const path = `/api/lessons/${lesson.id}/recording-consent`;
    expect((await pupil.refused('PUT', path, { body })).code).to.equal('lesson.not_live');
    await pupil.call('DELETE', `/api/courses/${course.id}/enrolment`);
    expect((await teacher.call('DELETE', `/api/courses/${course.id}`)).status).to.equal(204);
  });

  it('is seen by the instructor beside each person', async () => {
    const { client, teacher, student, path } = await recordedClass();
    await say(client, path, false);
    api.media.inside = [student.id];
    const { items } = LessonPeople.parse((await teacher.call('GET', `${path}/people`)).body);
    api.media.inside = [];
    expect(items.find(({ userId }) => userId === student.id)).to.include({
      agreesToRecording: false,
      maySpeak: false,
    });
  });

  it('is about the text of today: another one is asked for again', async () => {
    const { client, lesson, path } = await recordedClass();
    await say(client, path, true);
    const db = databaseOf(Lesson);
    await db.query(`UPDATE lesson_people SET agreed_text = '2020-01' WHERE lesson_id = :id`, {
      replacements: { id: lesson.id },
    });
    await db.query(`UPDATE recording_consents SET version = '2020-01' WHERE lesson_id = :id`, {
      replacements: { id: lesson.id },
    });
    expect(await client.lessons.get(lesson.id)).to.include({ agreesToRecording: null, maySpeak: false });
    const view = RecordingConsentView.parse((await client.call('GET', `${path}/recording-consent`)).body);
    expect(view).to.include({ agrees: null, at: null });
  });

  it('stands as the course said when the lesson began', async () => {
    const { instructor, course, lesson, student } = await makeClass();
    await course.update({ isRecorded: true });
    const teacher = await api.as(instructor);
    expect((await teacher.call('POST', `/api/lessons/${lesson.id}/start`)).status).to.equal(200);
    await course.update({ isRecorded: false });
    expect(await (await api.as(student)).lessons.get(lesson.id)).to.include({ isRecorded: true });
  });

  it('belongs to the lesson’s people: strangers find nothing, students no ledger, bad words are refused', async () => {
    const { client, course, path } = await recordedClass();
    const stranger = await api.as(await makeUser());
    const waiting = await makeUser();
    await enrol(waiting, course, 'waiting');
    const body = { version: RECORDING_CONSENT_VERSION, agrees: true };
    for (const other of [stranger, await api.as(waiting)]) {
      for (const [method, tail] of [
        ['GET', 'recording-consent'],
        ['PUT', 'recording-consent'],
        ['GET', 'consents'],
        ['GET', 'consents.csv'],
      ] as const) {
        const problem = await other.refused(method, `${path}/${tail}`, method === 'PUT' ? { body } : {});
        expect(problem).to.include({ status: 404, code: 'lesson.not_found' });
      }
    }
    expect(await client.refused('GET', `${path}/consents`)).to.include({ code: 'auth.forbidden' });
    for (const wrong of [
      {},
      { ...body, version: '2020-01' },
      { ...body, agrees: 'yes' },
      { ...body, userId: 'x' },
    ]) {
      const problem = await client.refused('PUT', `${path}/recording-consent`, { body: wrong });
      expect(problem).to.include({ status: 400, code: 'request.invalid' });
    }
  });
});
