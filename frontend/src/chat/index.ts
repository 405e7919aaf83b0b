import { defineAsyncComponent } from 'vue';

export { chatApi } from './chat.api.js';
export { readsChat, setReadsChat } from './live/announcer.js';
export { default as PresenceDot } from './live/PresenceDot.vue';
export { useRoomPresence } from './live/use-presence.js';
export { isMuted, type RoomRow } from './rooms/room-list.rules.js';
export { useBlocks } from './rooms/use-blocks.js';
export { renewRoomList, useRoomList } from './rooms/use-room-list.js';

/** Loaded on its own: what lists rooms or counts what is unread needs none of it. */
export const RoomChat = defineAsyncComponent(() => import('./RoomChat.vue'));

/** What was said in a room, in step with a recording. */
export const RoomReplay = defineAsyncComponent(() => import('./replay/RoomReplay.vue'));

/** Says something in a room from elsewhere: it waits on this device until the server has it. */
export async function sayInRoom(userId: string, roomId: string, text: string): Promise<void> {
  const { useOutbox } = await import('./outbox/use-outbox.js');
  useOutbox(userId).add({ roomId, text, attachments: [], mentions: [], replyTo: null });
}
/** Likewise: pictures are fetched with the access token. */
export const MessagePicture = defineAsyncComponent(() => import('./message/MessagePicture.vue'));
