import type { LessonView } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { mountInApp } from '../../../test/mount.js';
import { button, lesson } from '../../../test/room-fixtures.js';
import RoomEnd from './RoomEnd.vue';

describe('the end of a lesson', () => {
  const end = (state: object, more: Partial<LessonView> = {}) =>
    mountInApp(RoomEnd, {
      props: { lesson: lesson(more), state: { epoch: 1, ...state }, entering: false },
    });

  it('leads the instructor to the attendance', () => {
    const page = end({ phase: 'ended' }, { myPart: 'instructor' });
    expect(document.body.textContent).to.contain('출석 보기');
    page.unmount();
  });

  it('lets one go on here when another device has taken over', () => {
    const page = end({ phase: 'moved' });
    expect(document.body.textContent).to.contain('다른 기기에서 수업을 듣고 있어요');
    button('여기서 계속하기');
    page.unmount();
  });

  it('says why one could not get in', () => {
    const page = end({
      phase: 'failed',
      failure: { kind: 'refused', code: 'lesson.cancelled', requestId: 'abc' },
    });
    expect(document.body.textContent).to.contain('취소된 수업이에요');
    expect(document.body.textContent).to.contain('abc');
    expect(document.body.textContent).to.not.contain('다시 시도');
    page.unmount();
  });
});
