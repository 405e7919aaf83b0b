import {
  AccessAnswer,
  AttachmentsAnswer,
  ConnectAnswer,
  ForgetAttachmentsAnswer,
  INTERNAL_HEADER,
  MembershipsAnswer,
  MembersAnswer,
  RoomsAnswer,
  SignInsAnswer,
  type AccessQuestion,
  type ConnectQuestion,
  type MembershipsQuestion,
} from '@seodang/contracts/chat-access';
import type { AttachmentId, RoomId, UserId } from '@seodang/contracts/ids';
import type { AttachmentView, RoomView } from '@seodang/contracts/rooms';
import type { z } from 'zod';
import type { Person } from '../broker/application.js';
import { unavailable } from '../platform/store-errors.js';
import { Gate } from '../platform/gate.js';
import { JsonQuestions } from '../platform/http/post-json.js';
import { inParts } from '../platform/in-parts.js';

const ANSWER_WITHIN_MS = 2_000;
/** When everybody comes back at once they wait here, where it costs little. */
const QUESTIONS = { atOnce: 48, waiting: 20_000 };
const MEMBERS_AT_ONCE = 50;
const PEOPLE_AT_ONCE = 25;
const SIGN_INS_AT_ONCE = 2_000;

export type Asked = Pick<AccessQuestion, 'userId'> & Partial<AccessQuestion>;

/** What the backend knows of people and rooms, asked over the inner network. */
export class BackendClient {
  readonly #questions: JsonQuestions;
  readonly #headers: Record<string, string>;
  readonly #gate = new Gate(QUESTIONS);

  constructor(options: { backendUrl: string; internalSecret: string }) {
    this.#questions = new JsonQuestions(`${options.backendUrl}/internal/chat/`);
    this.#headers = { [INTERNAL_HEADER]: options.internalSecret };
  }

  /** Null: nobody, any more. @throws {AppError} `chat.unavailable`, as every question here */
  async connect(question: ConnectQuestion): Promise<Person | null> {
    return (await this.#ask('connect', question, ConnectAnswer)).person;
  }

  /** Which of these sign-ins live no more. */
  async endedOf(signInIds: readonly string[]): Promise<string[]> {
    const ended: string[] = [];
    for (const some of inParts(signInIds, SIGN_INS_AT_ONCE)) {
      ended.push(...(await this.#ask('sign-ins', { signInIds: some }, SignInsAnswer)).ended);
    }
    return ended;
  }

  /** All rooms that a person has now. */
  async roomsOf(userId: UserId): Promise<RoomView[]> {
    return (await this.#ask('rooms', { userId }, RoomsAnswer)).rooms;
  }

  /** What a person may in these rooms and lessons; those that are not theirs are left out. */
  access(question: Asked): Promise<AccessAnswer> {
    return this.#ask('access', { roomIds: [], lessonIds: [], ...question }, AccessAnswer);
  }

  /** The same rooms of several people, in their order. */
  async memberships(people: MembershipsQuestion['people']): Promise<AccessAnswer['rooms'][]> {
    const found: AccessAnswer['rooms'][] = [];
    for (const some of inParts(people, PEOPLE_AT_ONCE)) {
      const answer = await this.#ask('memberships', { people: some }, MembershipsAnswer);
      found.push(...answer.people.map(({ rooms }) => rooms));
    }
    return found;
  }

  /** Those of `userIds` who are in the room, without those who have blocked `namedBy`. */
  async membersAmong(
    roomId: RoomId,
    userIds: readonly UserId[],
    namedBy: UserId | null = null,
  ): Promise<UserId[]> {
    const members: UserId[] = [];
    for (const some of inParts(userIds, MEMBERS_AT_ONCE)) {
      members.push(
        ...(await this.#ask('members', { roomId, userIds: some, namedBy }, MembersAnswer)).userIds,
      );
    }
    return members;
  }

  /** Those of these pictures that the person put into the room. */
  async attachments(question: {
    userId: UserId;
    roomId: RoomId;
    attachmentIds: readonly AttachmentId[];
  }): Promise<AttachmentView[]> {
    return (await this.#ask('attachments', question, AttachmentsAnswer)).attachments;
  }

  /** Nobody but operators is to see these any more. */
  async forgetAttachments(attachmentIds: readonly AttachmentId[]): Promise<void> {
    await this.#ask('forget-attachments', { attachmentIds }, ForgetAttachmentsAnswer);
  }

  async #ask<S extends z.ZodType>(route: string, question: object, answer: S): Promise<z.output<S>> {
    try {
      const asked = { headers: this.#headers, body: question, withinMs: ANSWER_WITHIN_MS };
      return answer.parse(await this.#gate.through(() => this.#questions.post(route, asked)));
    } catch (error) {
      throw unavailable(error);
    }
  }
}
