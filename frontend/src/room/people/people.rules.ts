import type { LessonPart, LessonPeople } from '@seodang/contracts/lessons';
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
  /** Known to the instructor only; null for everybody else. */
  readonly maySpeak: boolean | null;
  /** They listen because they did not agree to being recorded. */
  readonly staysOut: boolean;
}

/** Somebody whom the instructor has put out. */
export interface RemovedPerson {
  readonly userId: string;
  readonly name: string;
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
    maySpeak: null,
    staysOut: false,
  };
}

/** The rows with what the instructor may know about each; as they are while that is not known. */
export function withRights(
  people: readonly ListedPerson[],
  known: LessonPeople['items'] | undefined,
  isRecorded = false,
): ListedPerson[] {
  const rights = new Map<string, LessonPeople['items'][number]>(
    known?.map((person) => [person.userId, person]),
  );
  return people.map((person) => {
    const right = rights.get(person.userId);
    const staysOut =
      isRecorded && person.part === 'student' && right !== undefined && !right.agreesToRecording;
    return { ...person, maySpeak: right?.maySpeak ?? null, staysOut };
  });
}

export function removedOf(known: LessonPeople['items'] | undefined): RemovedPerson[] {
  return known?.filter(({ isRemoved }) => isRemoved) ?? [];
}
