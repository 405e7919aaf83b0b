import { expect } from 'chai';
import { drawn, until } from '../../test/mount.js';
import { usePages } from '../../test/page.js';
import { aReplay } from '../../test/replay.js';
import { json, problem } from '../../test/server.js';
import LessonReplays from './LessonReplays.vue';

const LESSON = aReplay().lesson.id;

describe('the replays of a lesson', () => {
  const pages = usePages();
  const show = (answer: () => Response) =>
    pages.open(
      LessonReplays,
      { [`GET /lessons/${LESSON}/recordings`]: answer },
      { props: { lessonId: LESSON } },
    );

  it('are not told of where there are none, or they are not theirs', async () => {
    for (const answer of [() => json({ items: [] }), () => problem(404, 'lesson.not_found')]) {
      const { page, server } = show(answer);
      await until(() => server.asked.length > 0, 'the question');
      await drawn();
      expect(page.text()).to.equal('');
    }
  });

  it('say when it is not known whether there are any, and try again', async () => {
    let isAway = true;
    const { page, server } = show(() => (isAway ? problem(503, 'store.unavailable') : json({ items: [] })));
    await until(() => page.find('[role=alert]').exists(), 'the failure');
    expect(page.text()).to.include('다시보기 목록을 불러오지 못했어요');
    isAway = false;
    const before = server.asked.length;
    await page.get('button').trigger('click');
    await until(() => server.asked.length > before && !page.find('[role=alert]').exists(), 'the answer');
  });
});
