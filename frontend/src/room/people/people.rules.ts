import type { LessonPart } from '@seodang/contracts/lessons';
import type { Person } from '../media/roster.rules.js';

/** A row of the people panel. */
export interface ListedPerson {
  readonly userId: string;
  readonly name: string;
  readonly part: LessonPart;
  readonly isMe: boolean;
  readonly audioOn: boolean;
  readonly videoOn: boolean;
  readonly sharing: boolean;
}

export function toListed({ userId, name, part, camera, screen }: Person): ListedPerson {
  return {
    userId,
    name,
    part,
    isMe: false,
    audioOn: camera?.audioActive ?? false,
    videoOn: camera?.videoActive ?? false,
    sharing: screen !== null,
  };
}
