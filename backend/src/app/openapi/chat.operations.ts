import { ChatTicket } from '@seodang/contracts/rooms';
import { created, type Operation } from './operation.js';

const CHAT: readonly Operation[] = [
  {
    route: 'post /chat-ticket',
    id: 'issueChatTicket',
    tag: 'Chat',
    summary: 'Get a credential for one CONNECT to the chat-server within thirty seconds',
    answers: created(ChatTicket),
    errors: ['request.too_many'],
  },
];

export const CHAT_OPERATIONS: readonly Operation[] = [...CHAT];
