import { enterLesson, startLesson } from '../browser/lesson.js';
import { seesAndHears } from '../browser/media.js';
import type { School } from '../browser/school.js';
import type { Visitor } from '../browser/visitor.js';
import { makeLesson } from '../support/lessons.js';
import { freshAddress, HANEUL, KIM, LUKAS, MAYA, SEOYEON, WEBER, type Account } from '../support/people.js';
import { schemeOf, type Tour } from './tour.js';

const CAST = {
  ko: { teacher: KIM, student: HANEUL, other: SEOYEON, title: '동그라미와 점' },
  en: { teacher: WEBER, student: MAYA, other: LUKAS, title: 'Telling a story' },
} as const;

/** The screens of a lesson in which the instructor gives the floor, from the lobby of a newcomer to a removal. */
export async function tourFloor(school: School, tour: Tour): Promise<void> {
  const { language, look } = tour;
  const { teacher: taught, student: taughtTo, other: out, title } = CAST[language];
  const newcomer: Account = { email: freshAddress('newcomer'), name: '새내기', language };
  const students = [taughtTo.email, out.email];
  const lesson = await makeLesson({
    ...{ instructor: taught.email, students, title, plainTitle: true },
    ...{ speaking: 'granted', newcomer: newcomer.email },
  });
  const cast = [taught, taughtTo, out, newcomer] as const;
  const arrivals = cast.map((account) => school.visitor(account, schemeOf(tour)));
  const [teacher, student, other, guest] = (await Promise.all(arrivals)) as FourVisitors;
  for (const visitor of [teacher, student, other, guest]) await visitor.signIn();
  await startLesson(teacher, lesson);

  await guest.open(`/lessons/${lesson.id}/room`);
  await guest.lobby.check('network', 'pass').waitFor();
  await guest.lobby.enterButton.click();
  await guest.lobby.consentMissing.waitFor();
  await look('lobby-consent', guest);

  await enterLesson(student, lesson);
  await enterLesson(other, lesson);
  await seesAndHears(student);
  await look('room-listening', student);
  await teacher.room.manage(taughtTo.name, 'grant');
  await student.room.floor('granted').waitFor();
  await look('room-floor', student);
  await student.room.floorButton('cameraOn').click();
  await student.room.floorButton('microphoneOn').click();
  await seesAndHears(teacher);

  await teacher.room.manage(out.name, 'remove');
  await teacher.page.getByRole('alertdialog').waitFor();
  await look('room-remove', teacher);
  await teacher.room.confirmRemoval();
  await teacher.room.readmit.waitFor();
  await look('room-removed', teacher);
  await other.room.over('removed').waitFor();
  await look('removed', other);
  await teacher.room.endForAll();
  await student.room.over('ended').waitFor();
}

type FourVisitors = [Visitor, Visitor, Visitor, Visitor];
