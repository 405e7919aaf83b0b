import type { CourseView } from '@seodang/contracts/courses';
import type { CourseId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { RateLimit } from '../platform/http/rate-limit.js';
import { Turns } from '../platform/turns.js';
import type { CatalogueService } from './catalogue.service.js';
import type { CourseDirectory } from './course-directory.js';
import { toCoverPicture, type CoverWidth } from './cover-picture.js';
import { CourseCover } from './cover.model.js';

export interface CoverDeps {
  readonly catalogue: CatalogueService;
  readonly directory: CourseDirectory;
  /** Pictures one person may upload. */
  readonly limit: RateLimit;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/** Pages that are open still show the picture of before. */
const KEEP_UNUSED_MS = 24 * 3_600_000;
/** Pictures that wait to be made; each holds its upload in memory. */
const MOST_WAITING = 8;

/** Uploaded pictures of courses. They are kept in SQL, beside what names them. @see docs/adr/0023-covers-in-the-database.md */
export class CoverService {
  readonly #deps: CoverDeps;
  /** One picture at a time: unpacked, each takes a hundred megabytes. */
  readonly #turns = new Turns(MOST_WAITING);

  constructor(deps: CoverDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `course.not_found`, `auth.forbidden`, `course.cover_unreadable`, `request.too_many` */
  async replace(actor: Actor, courseId: CourseId, upload: Buffer): Promise<CourseView> {
    const { directory, limit, inTransaction, now, catalogue } = this.#deps;
    await directory.getLed(actor, courseId);
    await limit.take(actor.userId);
    const picture = await this.#turns.take(() => toCoverPicture(upload));
    await inTransaction(async (tx) => {
      const course = await directory.getLed(actor, courseId, tx);
      await CourseCover.keep(picture, now(), tx);
      await course.update({ coverImage: picture.hash }, { transaction: tx });
    });
    return catalogue.get(actor, courseId);
  }

  /** From now on the cover is drawn. @throws {AppError} `course.not_found`, `auth.forbidden` */
  async remove(actor: Actor, courseId: CourseId): Promise<CourseView> {
    const { directory, inTransaction, catalogue } = this.#deps;
    await inTransaction(async (tx) => {
      const course = await directory.getLed(actor, courseId, tx);
      await course.update({ coverImage: null }, { transaction: tx });
    });
    return catalogue.get(actor, courseId);
  }

  /** The WebP of one width. @throws {AppError} `request.not_found` */
  async read(hash: string, width: CoverWidth): Promise<Buffer> {
    const body = await CourseCover.findBody(hash, width);
    if (!body) throw new AppError('request.not_found');
    return body;
  }

  /** Forgets pictures that no course has named for a day. */
  async forgetUnused(): Promise<number> {
    return CourseCover.removeUnused(new Date(this.#deps.now().getTime() - KEEP_UNUSED_MS));
  }
}
