import { expect } from 'chai';
import { aMessage } from '../../../test/chat.js';
import { drawn, mountInApp } from '../../../test/mount.js';
import { ApiError } from '../../shared/errors.js';
import MessageList from './MessageList.vue';

describe('the list of a room', () => {
  it('says when messages cannot be had, and leaves it to a press to try again', async () => {
    const calls: string[] = [];
    const list = mountInApp(MessageList, {
      props: {
        rows: [{ kind: 'message', key: 'm', message: aMessage({ seq: 9 }), isGrouped: false }],
        ...{ loading: null, isAtOldest: false, newCount: 0, isDetached: false, atEnd: true },
        failure: new ApiError('client.unreachable'),
        onOlder: () => calls.push('older'),
        onRetry: () => calls.push('retry'),
      },
    });
    await drawn();
    expect(list.find('[role=status]').text()).to.contain('서버에 연결할 수 없어요');
    await list.find('[role=status] button').trigger('click');
    expect(calls).to.deep.equal(['retry']);
    list.unmount();
  });
});
