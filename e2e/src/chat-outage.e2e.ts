import { until } from '@seodang/testing/until';
import { disturbed } from './browser/network.js';
import { useSchool } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { makeInstructor, makePerson } from './support/people.js';
import { Replicas } from './support/replicas.js';
import { there } from './support/there.js';

describe('the chat in a browser, when its server is killed', function () {
  this.timeout(150_000);
  const { story } = useSchool();
  let replicas: Replicas | undefined;

  before(function () {
    // More replicas can stand only beside a stack whose stores can be reached, which containers keep to themselves.
    if (process.env['MONGODB_URI'] === undefined) this.skip();
  });
  beforeEach(async () => {
    replicas = await Replicas.start();
  });
  afterEach(() => replicas?.close());

  story(
    'goes on at another replica, and after an outage of all: what was written goes out once',
    async (school) => {
      const { port, both } = there(replicas);
      const teacher = await makeInstructor('김규현', 'ko');
      const student = await makePerson('이하늘', 'ko', 'student');
      const [lesson, kim, haneul] = await Promise.all([
        makeLesson({ instructor: teacher.email, students: [student.email], title: '두 서버' }),
        school.visitor(teacher),
        school.visitor(student, { ownNetwork: { to: port } }),
      ]);
      await Promise.all([kim.signIn(), haneul.signIn()]);
      const channel = `/messages?course=${lesson.courseId}`;
      await Promise.all([kim.open(channel), haneul.open(channel)]);
      await haneul.chat.box.waitFor();
      await haneul.chat.write('처음');
      await kim.chat.message('처음').waitFor();

      // The replica that she is on goes away; the other one takes her in, and she hears what she missed.
      disturbed(haneul);
      haneul.conduct.excuse(/ 50[234] .*\/chat/);
      const first = await there(replicas).busy();
      await first.end('SIGKILL');
      await haneul.chat.write('하나');
      await kim.chat.write('그동안');
      await kim.chat.message('하나').waitFor();
      await haneul.chat.message('그동안').waitFor();
      await haneul.chat.onItsWay('하나').waitFor({ state: 'hidden' });

      // Then that one as well: she is told, and what she writes waits.
      for (const replica of both) await replica.end('SIGKILL');
      await haneul.chat.connectionLost.first().waitFor();
      for (const text of ['둘', '셋']) await haneul.chat.write(text);
      await haneul.chat.onItsWay('셋').waitFor();
      await first.startAgain();
      // She tries again by herself, at random moments that lie further and further apart.
      await haneul.chat.onItsWay('셋').waitFor({ state: 'hidden', timeout: 60_000 });
      await haneul.chat.connectionLost.first().waitFor({ state: 'hidden' });

      const mine = ['처음', '하나', '둘', '셋'];
      await kim.chat.message('셋').waitFor();
      await kim.chat.seesInOrder(...mine);
      const all = ['처음', '하나', '그동안', '둘', '셋'];
      const same = async () => {
        const [hers, his] = await Promise.all([haneul.chat.order(...all), kim.chat.order(...all)]);
        return hers.length === all.length && hers.join() === his.join();
      };
      await until(same, { what: 'the same messages in the same order for both', withinMs: 10_000 });
      await haneul.page.reload();
      await haneul.chat.message('셋').waitFor();
      await until(same, { what: 'the same after a reload', withinMs: 10_000 });
    },
  );
});
