import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { ConnectionOwner } from './connection-event.js';
import { MediaConnection } from './media-connection.model.js';

/** Questions about connections, for whoever hangs on them. It changes nothing. */
export class ConnectionDirectory {
  /** Whose connection this is, or null when the backend did not make it. It never changes. */
  async findOwner(connectionId: string): Promise<ConnectionOwner | null> {
    const [connection] = await MediaConnection.listByIds([connectionId]);
    return connection?.owner ?? null;
  }

  /** The lessons in which somebody has a connection, by all that is known. */
  listLessonsOf(userId: UserId): Promise<LessonId[]> {
    return MediaConnection.listLessonsOf(userId);
  }
}
