import { expect } from 'chai';
import { defineComponent, shallowRef } from 'vue';
import { aMessage, aPerson } from '../../../test/chat.js';
import { aSession } from '../../../test/factories.js';
import { mountInApp, until } from '../../../test/mount.js';
import { json, serve } from '../../../test/server.js';
import { accessTokens } from '../../shared/access-tokens.js';
import { queryClient } from '../../shared/query.js';
import FoundMessage from '../panes/FoundMessage.vue';
import { useQuotes } from './use-quotes.js';

const rude = aPerson({ id: '01932f00-0000-7000-8000-000000000066', name: '나쁜이' });

describe('the words of somebody who is blocked', () => {
  it('are not shown among what was found or pinned', async () => {
    accessTokens.set(aSession());
    const server = serve({ 'GET /me/blocks': () => json({ items: [rude] }) });
    const found = mountInApp(FoundMessage, {
      props: { message: aMessage({ author: rude, text: '못 볼 말' }) },
    });
    await until(() => found.text().includes('차단한 사람의 메시지예요.'), 'the words in its place');
    expect(found.text()).to.not.contain('못 볼 말');
    found.unmount();
    queryClient.clear();
    server.stop();
    accessTokens.set(null);
  });

  it('are not shown where somebody answers them, nor those of a message that was deleted', () => {
    const deleted = { text: '', deletedAt: '2026-11-21T10:00:00.000Z' };
    const messages = shallowRef([
      aMessage({ seq: 4 }),
      aMessage({ seq: 5, author: rude }),
      aMessage({ seq: 6, ...deleted }),
    ]);
    const answerTo = (seq: number) => {
      const replyTo = { messageId: aMessage({ seq }).id, seq, authorName: '누구', excerpt: '그때의 말' };
      return aMessage({ seq: 7, replyTo });
    };
    let quotes: ReturnType<typeof useQuotes> | undefined;
    const page = mountInApp(
      defineComponent({
        setup: () => {
          quotes = useQuotes(messages, (userId) => userId === rude.id);
          return () => null;
        },
      }),
    );
    const excerpts = [3, 4, 5, 6].map((seq) => quotes?.shown(answerTo(seq)).replyTo?.excerpt);
    expect(excerpts).to.deep.equal([
      ...['그때의 말', '그때의 말'],
      ...['차단한 사람의 메시지예요.', '삭제된 메시지예요.'],
    ]);
    page.unmount();
  });
});
