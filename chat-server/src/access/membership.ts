import type { RoomPerson, RoomView } from '@seodang/contracts/rooms';

/** A room as one person has it, and that person as its members see them. */
export interface Membership {
  readonly room: RoomView;
  readonly self: RoomPerson;
}
