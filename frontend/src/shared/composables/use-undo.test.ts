import { expect } from 'chai';
import { defineComponent } from 'vue';
import { mountInApp, until } from '../../../test/mount.js';
import { ApiError } from '../errors.js';
import { toasts } from '../ui/toasts.js';
import { useUndo } from './use-undo.js';

describe('useUndo', () => {
  function offer(undo: () => Promise<unknown>) {
    const wrapper = mountInApp(
      defineComponent({
        setup: () => {
          useUndo()('신청을 취소했어요', undo);
          return () => null;
        },
      }),
    );
    wrapper.unmount();
  }

  afterEach(() => {
    toasts.shown.splice(0);
  });

  it('takes it back on request', () => {
    let undone = 0;
    offer(() => Promise.resolve((undone += 1)));
    expect(toasts.shown[0]?.action?.label).to.equal('되돌리기');
    toasts.shown[0]?.action?.run();
    expect(undone).to.equal(1);
  });

  it('says when that did not work', async () => {
    offer(() => Promise.reject(new ApiError('client.offline')));
    toasts.shown[0]?.action?.run();
    await until(() => toasts.shown.length === 2, 'the word of the failure');
    expect(toasts.shown[1]?.text).to.equal('인터넷에 연결되어 있지 않아요.');
  });
});
