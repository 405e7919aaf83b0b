import type { MuteFor, RoomView, UpdateRoom } from '@seodang/contracts/rooms';
import { renewRoomList } from '../chat/index.js';
import { queryClient } from '../shared/query.js';
import { messagesApi } from './messages.api.js';

/** Does something about a room, and shows the list as it is afterwards. */
async function andRenew<T>(deed: Promise<T>): Promise<T> {
  const done = await deed;
  await renewRoomList();
  return done;
}

export const muteRoom = (id: string, mute: { for: MuteFor; mentionsPass: boolean }) =>
  andRenew(messagesApi.mute(id, mute));

export const updateRoom = (id: string, change: UpdateRoom): Promise<RoomView> =>
  andRenew(messagesApi.updateRoom(id, change));

export const createRoom = (...args: Parameters<typeof messagesApi.createRoom>) =>
  andRenew(messagesApi.createRoom(...args));

export const askDirect = (userId: string) => andRenew(messagesApi.askDirect(userId));

export const answerDirect = (roomId: string, agrees: boolean) =>
  andRenew(messagesApi.answerDirect(roomId, agrees));

async function andRenewBlocks(deed: Promise<void>): Promise<void> {
  await deed;
  await Promise.all([queryClient.invalidateQueries({ queryKey: ['blocks'] }), renewRoomList()]);
}

export const blockPerson = (userId: string) => andRenewBlocks(messagesApi.block(userId));
export const unblockPerson = (userId: string) => andRenewBlocks(messagesApi.unblock(userId));
