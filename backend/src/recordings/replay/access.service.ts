import { timingSafeEqual } from 'node:crypto';
import type { RecordingId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../../platform/http/actor.js';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingRow } from '../recording.row.js';
import type { AccessTable, Standing } from './access.model.js';
import { mayManage, partIn, type ReplayPart } from './access.rules.js';
import { guestWith, markOf, viewerToText, type Viewer } from './viewer.js';

export interface AccessDeps {
  readonly recordings: Pick<RecordingTable, 'find'>;
  readonly access: AccessTable;
  readonly now: Now;
}

/** A recording for somebody who may watch it. */
export interface Watchable {
  readonly row: RecordingRow;
  readonly part: ReplayPart;
  /** They are of the lesson: its chat and its page are theirs as well, which they are not of every operator. */
  readonly isOfLesson: boolean;
  readonly viewer: Viewer;
}

/** Links stay good no longer than this after somebody lost the right to them. */
const REMEMBERED_MS = 20_000;
const MOST_REMEMBERED = 5_000;

/** Who may watch and manage recordings. */
export class ReplayAccess {
  readonly #deps: AccessDeps;
  readonly #answers = new Map<string, { may: boolean; until: number }>();

  constructor(deps: AccessDeps) {
    this.#deps = deps;
  }

  /** @param key The secret of a shared link, if one is shown. @throws {AppError} `auth.required`, `recording.not_found` */
  async getWatchable(actor: Actor | null, id: RecordingId, key?: string): Promise<Watchable> {
    if (!actor && key === undefined) throw new AppError('auth.required');
    const standing = await this.#standing(id, actor ?? NOBODY);
    const part = standing && partIn({ ...claimOf(standing), hasKey: isSame(key, standing.shareKey) });
    const row = part && (await this.#deps.recordings.find(id));
    if (!standing || !row) throw new AppError('recording.not_found');
    const isOfLesson = standing.leads === 1 || (standing.hasSeat === 1 && standing.isRemoved === 0);
    return { row, part, isOfLesson, viewer: viewerAs(part, actor, key) };
  }

  /** For who manages it, also a deleted one. @throws {AppError} `recording.not_found`, `auth.forbidden` for who may only watch */
  async getManaged(actor: Actor, id: RecordingId): Promise<RecordingRow> {
    const standing = await this.#standing(id, actor);
    const part = standing && partIn({ ...claimOf(standing), isDeleted: false, hasKey: false });
    const row = part && (await this.#deps.recordings.find(id));
    if (!row || (row.deletedAt && !mayManage(part))) throw new AppError('recording.not_found');
    if (!mayManage(part)) throw new AppError('auth.forbidden');
    return row;
  }

  /** Whether a link's viewer may still watch; what was found is remembered for a moment. */
  async mayStill(viewer: Viewer, id: RecordingId): Promise<boolean> {
    const key = `${id} ${viewerToText(viewer)}`;
    const at = this.#deps.now().getTime();
    const known = this.#answers.get(key);
    if (known && at < known.until && at >= known.until - REMEMBERED_MS) return known.may;
    const may = await this.#ask(viewer, id);
    this.#answers.delete(key);
    this.#answers.set(key, { may, until: at + REMEMBERED_MS });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
    return may;
  }

  async #ask(viewer: Viewer, id: RecordingId): Promise<boolean> {
    const isPerson = viewer.kind === 'person';
    const standing = await this.#standing(id, isPerson ? viewer : NOBODY);
    if (!standing || standing.publishedVersion === null) return false;
    if (isPerson && standing.isSignedIn === 0) return false;
    const hasKey = !isPerson && standing.shareKey !== null && markOf(standing.shareKey) === viewer.mark;
    return partIn({ ...claimOf(standing), hasKey }) !== null;
  }

  #standing(
    id: RecordingId,
    { userId, signInId }: { userId: string | null; signInId: string | null },
  ): Promise<Standing | null> {
    return this.#deps.access.find(id, { userId, signInId }, this.#deps.now());
  }
}

const NOBODY = { userId: null, signInId: null };

export function personOf({ userId, signInId }: Actor): Viewer {
  return { kind: 'person', userId, signInId };
}

function viewerAs(part: ReplayPart, actor: Actor | null, key: string | undefined): Viewer {
  return part === 'guest' || !actor ? guestWith(key ?? '') : personOf(actor);
}

function claimOf({ visibility, deletedAt, leads, isOperator, hasSeat, isRemoved }: Standing) {
  return {
    visibility,
    isDeleted: deletedAt !== null,
    leads: leads === 1,
    isOperator: isOperator === 1,
    hasSeat: hasSeat === 1,
    isRemoved: isRemoved === 1,
  };
}

/** In a time that does not depend on how much of it is right. */
function isSame(shown: string | undefined, key: string | null): boolean {
  const [a, b] = [Buffer.from(shown ?? ''), Buffer.from(key ?? '')];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}
